using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwinGrid.Physiology.Pharmacogenomics;

/// <summary>DNA variants, of tumours and inborn, that change what a drug does, as trials reported it: a versioned file with a source in each row.</summary>
public static class DrugVariants
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    };

    private static readonly Lazy<Table> Embedded = new(() =>
    {
        using var file = typeof(DrugVariants).Assembly.GetManifestResourceStream("Variants.json")!;
        return JsonSerializer.Deserialize<Table>(file, Form)!;
    });

    /// <summary>Of the table.</summary>
    public static string Version => Embedded.Value.Version;

    /// <summary>Every row.</summary>
    public static IReadOnlyList<DrugVariant> All => Embedded.Value.Variants;

    /// <summary>What is reported of a drug and a gene.</summary>
    /// <param name="drug">Which.</param>
    /// <param name="genes">In which variants are known; EGFR, BRCA1 and the like. A row of BRCA1/2 is of both.</param>
    public static IEnumerable<DrugVariant> Of(string drug, IReadOnlyCollection<string> genes) => All.Where(row =>
        string.Equals(row.Drug, drug, StringComparison.OrdinalIgnoreCase)
        && genes.Any(gene => string.Equals(row.Gene, gene, StringComparison.OrdinalIgnoreCase) || (row.Gene is "BRCA1/2" && gene.ToUpperInvariant() is "BRCA1" or "BRCA2")));

    private sealed record Table(string Version, string Source, IReadOnlyList<DrugVariant> Variants);
}

/// <summary>What a trial reported of a variant and a drug.</summary>
/// <param name="Gene">Where the variant is.</param>
/// <param name="Variant">Which.</param>
/// <param name="Origin">tumour or germline.</param>
/// <param name="Drug">Which.</param>
/// <param name="Measure">What the value is.</param>
/// <param name="Value">The ratio.</param>
/// <param name="Text">In words.</param>
/// <param name="Source">The trial.</param>
/// <param name="With">A drug given together with it.</param>
/// <param name="Tumour">In which tumour; null where it does not matter.</param>
/// <param name="Low">2.5 % limit; null where none was given.</param>
/// <param name="High">97.5 % limit.</param>
public sealed record DrugVariant(
    string Gene, string Variant, string Origin, string Drug, string Measure, double Value, string Text, string Source, string? With = null, string? Tumour = null, double? Low = null, double? High = null);
