using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Tumours;

namespace TwinGrid.Physiology.Drugs;

/// <summary>A drug of the library: how it moves, what it does to blood cells and tumours, what its label says. Never changes; many threads may share it.</summary>
public sealed record Drug
{
    /// <summary>As the international nonproprietary name has it, small letters.</summary>
    public required string Name { get; init; }

    /// <summary>Anatomical therapeutic chemical code.</summary>
    public required string Atc { get; init; }

    /// <summary>What doses are counted in: mg, or U of insulin.</summary>
    public required string Unit { get; init; }

    /// <summary>g/mol; what turns mg/L into µmol/L.</summary>
    public required double MolarMass { get; init; }

    /// <summary>Movement through the body; null where the metabolism's own equations carry the drug (insulin).</summary>
    public required DrugModel? Kinetics { get; init; }

    /// <summary>For whom the kinetics were found, and what they leave out; null where there are none.</summary>
    public required string? Validity { get; init; }

    /// <summary>Which dose the label gives.</summary>
    public required DrugLabel Label { get; init; }

    /// <summary>What the drug does to blood cells; empty where nothing published is carried.</summary>
    public IReadOnlyList<Myelotoxicity> Cells { get; init; } = [];

    /// <summary>What the drug does to tumours; empty where nothing published is carried.</summary>
    public IReadOnlyList<TumourResponse> Tumours { get; init; } = [];

    /// <summary>What the drug does to heart and vessels by its concentration; null where nothing published is carried.</summary>
    public CirculatoryEffect? Circulation { get; init; }

    /// <summary>The dose of another drug that does as much to heart and vessels; null where there is none.</summary>
    public EquivalentDose? Equivalent { get; init; }

    /// <summary>What is usually taken; null where nothing is carried of it.</summary>
    public UsualDose? Usual { get; init; }

    /// <summary>Covariates that the kinetics need, with their meaning and unit.</summary>
    public IReadOnlyDictionary<string, string> Covariates { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Genes that the kinetics need.</summary>
    public IReadOnlyList<string> Genes { get; init; } = [];
}
