namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>What one patient was given, what was measured, what is known of them. Times in h from any origin.</summary>
public sealed record PatientRecord
{
    /// <summary>Doses.</summary>
    public required Regimen Regimen { get; init; }

    /// <summary>Concentrations measured, rising in time; where one falls on a dose it was drawn before it.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init; } = [];

    /// <summary>One or more, rising in time; the first holds before its time too.</summary>
    public IReadOnlyList<Covariates> Covariates { get; init; } = [Pharmacokinetics.Covariates.Of()];

    /// <summary>How covariates reach the times between.</summary>
    public CovariateCarry Carry { get; init; }

    /// <summary>When a new occasion begins, rising; before the first of these is the first occasion.</summary>
    public IReadOnlyList<double> OccasionStarts { get; init; } = [];

    /// <summary>How many occasions there are.</summary>
    public int Occasions => OccasionStarts.Count + 1;
}

/// <summary>A concentration.</summary>
/// <param name="Time">When the blood was drawn, h.</param>
/// <param name="Concentration">Amount unit per L; of a wish for a prediction it is not read.</param>
public readonly record struct Measurement(double Time, double Concentration);
