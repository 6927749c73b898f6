namespace TwinGrid.Grains.Studies;

/// <summary>What studies may ask of patients' data.</summary>
public sealed record StudyOptions
{
    /// <summary>ε that a study may spend in all, × 1,000,000.</summary>
    public long BudgetMillionths { get; init; } = 1_000_000;
}
