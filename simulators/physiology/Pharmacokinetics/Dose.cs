namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>Where a dose goes.</summary>
public enum DoseRoute
{
    /// <summary>Into the blood, at once or as an infusion.</summary>
    Central = 0,

    /// <summary>Into the depot, from which it is absorbed by first order; where the drug is absorbed by zero order, into the blood over the drug's own duration.</summary>
    Depot = 1,
}

/// <summary>A dose and its repetitions.</summary>
/// <param name="Time">Of the first, h.</param>
/// <param name="Amount">Not negative; in the drug's own unit, mg unless said otherwise.</param>
/// <param name="Duration">Over which it is infused, h; 0: at once.</param>
/// <param name="Interval">To the next repetition, h.</param>
/// <param name="Additional">How many repetitions follow.</param>
/// <param name="Route">Where it goes.</param>
/// <param name="IsSteadyState">Whether it was given at its interval since ever when the first is given; what was in the body before is forgotten.</param>
public readonly record struct Dose(double Time, double Amount, double Duration = 0, double Interval = 0, int Additional = 0, DoseRoute Route = DoseRoute.Central, bool IsSteadyState = false)
{
    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Fault =>
        !double.IsFinite(Time) ? $"The time {Time} is no number."
        : !(Amount >= 0) || !double.IsFinite(Amount) ? $"The amount {Amount} must be a number that is not negative."
        : !(Duration >= 0) || !double.IsFinite(Duration) ? $"The duration {Duration} h must be a number that is not negative."
        : Additional < 0 ? $"{Additional} repetitions are not possible."
        : (Additional > 0 || IsSteadyState) && !(Interval > 0) ? $"Repetitions and steady state need an interval above 0; this is {Interval} h."
        : IsSteadyState && Duration > Interval ? $"At steady state an infusion of {Duration} h does not fit into an interval of {Interval} h."
        : null;
}
