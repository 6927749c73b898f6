namespace TwinGrid.Physiology.Circulation;

public enum HeartEventKind : byte
{
    /// <summary>Exercise that holds the heart at a rate, /min, for the duration.</summary>
    Exercise,

    /// <summary>Blood lost over the duration, mL.</summary>
    BloodLoss,

    /// <summary>Blood, or fluid that stays in the vessels, given over the duration, mL.</summary>
    BloodGiven,

    /// <summary>A pacemaker's lower rate, /min.</summary>
    Pacing,

    /// <summary>An aortic valve of an effective area, cm².</summary>
    AorticValve,

    /// <summary>Systemic resistance, times: below 1 a vasodilator, above a pressor.</summary>
    Resistance,

    /// <summary>Strength of the left ventricle, times.</summary>
    Contractility,

    /// <summary>Speed of a left-ventricular assist pump, /min.</summary>
    AssistPump,
}

/// <summary>Something that happens to a circulation.</summary>
/// <param name="AfterMinutes">How long from now; ≥ 0.</param>
/// <param name="Amount">By kind.</param>
/// <param name="DurationMinutes">How long blood flows, or until what was set is taken back; 0: at once, and for good.</param>
public readonly record struct HeartEvent(HeartEventKind Kind, double AfterMinutes, double Amount, double DurationMinutes)
{
    /// <summary>When it ends, min; never for what is for good.</summary>
    internal double Ends => Kind is HeartEventKind.BloodLoss or HeartEventKind.BloodGiven || DurationMinutes <= 0 ? double.PositiveInfinity : AfterMinutes + DurationMinutes;
}

/// <summary>What is seen of a heart.</summary>
public enum HeartSign : byte
{
    /// <summary>/min.</summary>
    Rate,

    /// <summary>mmHg.</summary>
    Systolic,

    /// <inheritdoc cref="Systolic"/>
    Diastolic,

    /// <inheritdoc cref="Systolic"/>
    Mean,
}
