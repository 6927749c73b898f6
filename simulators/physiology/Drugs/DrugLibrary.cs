using System.Collections.Frozen;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Drugs;

/// <summary>The drugs this release carries, one file each in <c>Drugs/Library</c>: to add a drug is to add a file. Never changes.</summary>
public static class DrugLibrary
{
    private const string Mark = "Drugs/";

    private static readonly Lazy<FrozenDictionary<string, Drug>> Files = new(() => ReadEmbedded().ToFrozenDictionary(drug => drug.Name, StringComparer.Ordinal));

    /// <summary>All of them by name.</summary>
    public static IReadOnlyDictionary<string, Drug> All => Files.Value;

    /// <summary>Those with kinetics of their own, by name.</summary>
    public static IReadOnlyDictionary<string, DrugModel> Kinetics { get; } =
        Files.Value.Values.Where(drug => drug.Kinetics is not null).OrderBy(drug => drug.Name, StringComparer.Ordinal).ToDictionary(drug => drug.Name, drug => drug.Kinetics!, StringComparer.Ordinal);

    /// <summary>Covariates: CLCR (mL/min), WT (kg).</summary>
    public static DrugModel Tobramycin => Kinetics["tobramycin"];

    /// <summary>Covariates: CLCR (mL/min), WT (kg), DIAL (1 while dialysed, else 0).</summary>
    public static DrugModel Vancomycin => Kinetics["vancomycin"];

    /// <summary>Covariates: CLCR (measured over 4 h, mL/min), TBW (kg), PF (PaO2/FiO2, mmHg).</summary>
    public static DrugModel Amikacin => Kinetics["amikacin"];

    /// <summary>Covariate: TBW (kg). Clearance and central volume change from occasion to occasion.</summary>
    public static DrugModel Piperacillin => Kinetics["piperacillin"];

    /// <summary>A drug by name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Drug Find(string name) => All.TryGetValue(name, out var drug)
        ? drug
        : throw new ArgumentException($"The library has no '{name}'; it has {string.Join(", ", All.Keys.Order(StringComparer.Ordinal))}.", nameof(name));

    private static IEnumerable<Drug> ReadEmbedded()
    {
        var home = typeof(DrugLibrary).Assembly;
        foreach (var name in home.GetManifestResourceNames().Where(name => name.StartsWith(Mark, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(home.GetManifestResourceStream(name)!);
            yield return DrugFile.Read(name[Mark.Length..], reader.ReadToEnd());
        }
    }
}
