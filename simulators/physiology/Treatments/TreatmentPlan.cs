namespace TwinGrid.Physiology.Treatments;

/// <summary>How far and how finely a treatment is looked at.</summary>
/// <param name="FromH">When the proposed treatment begins, in the record's time.</param>
/// <param name="Days">How far it is looked at.</param>
public sealed record TreatmentPlan(double FromH, double Days)
{
    private const int MostDraws = 4096;

    /// <summary>How many of the patients that this one may be are followed.</summary>
    public int Draws { get; init; } = 256;

    /// <summary>Whose random numbers; the same seed gives the same answer.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>From one concentration to the next, h.</summary>
    public double ConcentrationStepH { get; init; } = 1;

    /// <summary>What the survival model asks beside the tumour.</summary>
    public IReadOnlyDictionary<string, double> Prognosis { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Fault =>
        !double.IsFinite(FromH) ? $"The beginning {FromH} h is no number."
        : !(Days is >= 1 and <= 730) ? $"{Days} days cannot be looked at; 1 to 730 can."
        : Draws is < 8 or > MostDraws ? $"{Draws} possible patients cannot be followed; 8 to {MostDraws} can."
        : !(ConcentrationStepH is >= .05 and <= 168) ? $"Concentrations every {ConcentrationStepH} h cannot be given; every 0.05 to 168 h they can."
        : null;

    internal double[] Times(double stepH) => [.. Enumerable.Range(0, (int)Math.Floor(24 * Days / stepH + 1e-9) + 1).Select(i => FromH + i * stepH)];
}
