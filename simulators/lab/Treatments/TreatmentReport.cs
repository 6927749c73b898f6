using TwinGrid.Physiology.Treatments;

namespace TwinGrid.Lab.Treatments;

/// <summary>What is said of a regimen.</summary>
internal sealed class TreatmentReport(TreatmentTwin twin, TreatmentOutcome outcome)
{
    public string Drug => twin.Record.Drug.Name;

    public string ModelVersion => outcome.ModelVersion;

    public IReadOnlyList<string?> Sources => [twin.Record.Drug.Kinetics?.Source, twin.CellModel?.Source, twin.TumourModel?.Source, twin.TumourModel?.Survival?.Source];

    public object? Calibration => new
    {
        Concentrations = twin.Record.Concentrations.Count, Counts = twin.Record.Counts.Count, Scans = twin.Tumour?.Compared.Count ?? 0,
        CellEffects = twin.Cells?.Effects, CellDeviations = twin.Cells?.Covariance.Diagonal().Select(variance => Math.Sqrt(Math.Max(variance, 0))),
        TumourEffects = twin.Tumour?.Found.Effects, TumourDeviations = twin.Tumour?.Found.Covariance.Diagonal().Select(variance => Math.Sqrt(Math.Max(variance, 0))),
    };

    public ConcentrationOutcome? Concentration => outcome.Concentration;

    public CellOutcome? Cells => outcome.Cells;

    public TumourOutcome? Tumour => outcome.Tumour;
}
