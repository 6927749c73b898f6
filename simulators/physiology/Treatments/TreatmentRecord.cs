using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Tumours;

namespace TwinGrid.Physiology.Treatments;

/// <summary>What is known of a patient under a drug. Times in h from any origin.</summary>
public sealed record TreatmentRecord
{
    public required Drug Drug { get; init; }

    /// <summary>What was given; empty: nothing yet.</summary>
    public Regimen Given { get; init; } = new();

    /// <summary>The patient, with genes.</summary>
    public required Covariates Patient { get; init; }

    /// <summary>Concentrations in the blood, mg/L, rising in time.</summary>
    public IReadOnlyList<Measurement> Concentrations { get; init; } = [];

    /// <summary>Blood counts of the kind the drug's model has, rising in time.</summary>
    public IReadOnlyList<CellCount> Counts { get; init; } = [];

    /// <summary>Sums of longest diameters, rising in time.</summary>
    public IReadOnlyList<TumourScan> Scans { get; init; } = [];

    /// <summary>Which of the drug's tumours; null: the first, where there are scans.</summary>
    public string? Tumour { get; init; }
}
