using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwinGrid.Physiology.Pharmacogenomics;

/// <summary>Genes, drugs and what they mean to each other, as versioned JSON tables. Never changes; many threads may share it.</summary>
public sealed class PharmacogenomicTables
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private static readonly Lazy<PharmacogenomicTables> Embedded = new(ReadEmbedded);

    private readonly Dictionary<string, Gene> _genes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DrugTable> _drugs = new(StringComparer.Ordinal);
    private readonly List<Modifier> _modifiers = [];
    private readonly List<string> _modifierSources = [];

    private readonly IReadOnlyList<string> _texts;

    private PharmacogenomicTables(IReadOnlyList<string> texts)
    {
        _texts = texts;
        foreach (var text in texts) Add(text);
    }

    /// <summary>The tables this release carries.</summary>
    public static PharmacogenomicTables Shipped => Embedded.Value;

    public IReadOnlyDictionary<string, Gene> Genes => _genes;

    /// <summary>Drugs there are recommendations for.</summary>
    public IEnumerable<string> Drugs => _drugs.Keys;

    /// <summary>Genes that matter for a drug.</summary>
    /// <exception cref="ArgumentException">There is no table for the drug.</exception>
    public IReadOnlyList<string> GenesFor(string drug) => TableOf(drug).Genes;

    /// <summary>Tables of one's own: texts of gene tables (<c>"gene"</c>), drug tables (<c>"drug"</c>) and modifiers (<c>"modifiers"</c>).</summary>
    /// <exception cref="JsonException">A text is no such table.</exception>
    public static PharmacogenomicTables Read(params IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return new([.. texts]);
    }

    /// <summary>These and more; one of a gene or drug that is already there takes its place.</summary>
    /// <inheritdoc cref="Read"/>
    public PharmacogenomicTables With(params IEnumerable<string> texts) => Read(_texts.Concat(texts));

    /// <summary>What a person's genes say about a drug.</summary>
    /// <param name="drug">One of <see cref="Drugs"/>.</param>
    /// <param name="genotypes">Diplotypes by gene.</param>
    /// <param name="taking">Other drugs; those without a known effect on the genes change nothing.</param>
    /// <exception cref="ArgumentException">There is no table for the drug.</exception>
    /// <exception cref="UnknownGenotypeException">A gene that matters is not called, or cannot be read.</exception>
    public Recommendation Recommend(string drug, IReadOnlyDictionary<string, string> genotypes, params IReadOnlyCollection<string> taking)
    {
        ArgumentNullException.ThrowIfNull(genotypes);
        ArgumentNullException.ThrowIfNull(taking);
        var table = TableOf(drug);
        var calls = table.Genes.Select(gene => genotypes.TryGetValue(gene, out var diplotype)
            ? _genes[gene].Call(diplotype, ModifiersOf(gene, taking))
            : throw new UnknownGenotypeException($"{gene} is not called, and {drug} depends on it.")).ToDictionary(call => call.Gene, StringComparer.Ordinal);
        var row = table.Recommendations.FirstOrDefault(row => row.When.All(condition => condition.Value.Any(wanted => Fits(wanted, calls[condition.Key]))))
            ?? throw new UnknownGenotypeException($"The table of {drug} says nothing of {string.Join(", ", calls.Values.Select(call => $"{call.Gene} {call.Phenotype.Abbreviation}"))}.");
        return new(drug, [.. calls.Values], row.Text, row.StartDoseFactor, row.Avoid, row.Strength, table.Source, table.Version);
    }

    /// <summary>What a diplotype means while other drugs are taken.</summary>
    /// <exception cref="UnknownGenotypeException">There is no table for the gene, or it cannot be read.</exception>
    public GeneCall Call(string gene, string diplotype, params IReadOnlyCollection<string> taking) =>
        _genes.TryGetValue(gene, out var table) ? table.Call(diplotype, ModifiersOf(gene, taking)) : throw new UnknownGenotypeException($"There is no table for the gene '{gene}'; there are {string.Join(", ", _genes.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>Genes whose enzymes a drug changes while it is taken, and how.</summary>
    public IReadOnlyList<(string Gene, ModifierEffect Effect)> EffectsOf(string drug) =>
        [.. _modifiers.Where(modifier => string.Equals(modifier.Drug, drug, StringComparison.OrdinalIgnoreCase)).Select(modifier => (modifier.Gene, modifier.Effect))];

    /// <summary>Who says so.</summary>
    public string ModifierSource => string.Join("; ", _modifierSources);

    private Modifier[] ModifiersOf(string gene, IReadOnlyCollection<string> taking) =>
        [.. _modifiers.Where(modifier => string.Equals(modifier.Gene, gene, StringComparison.Ordinal) && taking.Contains(modifier.Drug, StringComparer.OrdinalIgnoreCase))];

    private static bool Fits(JsonElement wanted, GeneCall call) => wanted.ValueKind == JsonValueKind.Number
        ? call.Score is { } score && Math.Abs(score - wanted.GetDouble()) < 1e-9
        : string.Equals(wanted.GetString(), call.Phenotype.Abbreviation, StringComparison.Ordinal);

    private DrugTable TableOf(string drug) =>
        _drugs.TryGetValue(drug, out var table) ? table : throw new ArgumentException($"There is no table for '{drug}'; known are {string.Join(", ", _drugs.Keys.Order(StringComparer.Ordinal))}.", nameof(drug));

    private void Add(string text)
    {
        using var document = JsonDocument.Parse(text);
        if (document.RootElement.TryGetProperty("gene", out _))
        {
            var table = JsonSerializer.Deserialize<GeneTable>(text, Form)!;
            _genes[table.Gene] = new(table.Gene, table.Version, table.Source, table.Alleles, table.Phenotypes, table.Pairs ?? new Dictionary<string, string>(StringComparer.Ordinal));
        }
        else if (document.RootElement.TryGetProperty("drug", out _))
        {
            var table = JsonSerializer.Deserialize<DrugTable>(text, Form)!;
            _drugs[table.Drug] = table;
        }
        else
        {
            var table = JsonSerializer.Deserialize<ModifierTable>(text, Form)!;
            _modifierSources.Add(table.Source);
            _modifiers.AddRange(table.Modifiers.Select(row => new Modifier(row.Drug, row.Gene, row.Effect switch
            {
                "strong inhibitor" => ModifierEffect.StrongInhibitor,
                "moderate inhibitor" => ModifierEffect.ModerateInhibitor,
                "inducer" => ModifierEffect.Inducer,
                _ => throw new JsonException($"The effect '{row.Effect}' of {row.Drug} is not known."),
            })));
        }
    }

    private static PharmacogenomicTables ReadEmbedded()
    {
        const string Mark = "Pharmacogenomics/";
        var home = typeof(PharmacogenomicTables).Assembly;
        return Read(home.GetManifestResourceNames().Where(name => name.StartsWith(Mark, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => Text(home, name)));
    }

    private static string Text(Assembly home, string name)
    {
        using var reader = new StreamReader(home.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private sealed record GeneTable(string Gene, string Version, string Source, Dictionary<string, Allele> Alleles, List<Phenotype> Phenotypes, Dictionary<string, string>? Pairs);

    private sealed record DrugTable(string Drug, List<string> Genes, string Version, string Source, List<RecommendationRow> Recommendations);

    /// <param name="When">For each gene the phenotypes (by abbreviation) or scores (by number) the row is for; a gene not named does not matter to it.</param>
    private sealed record RecommendationRow(Dictionary<string, List<JsonElement>> When, string Text, string Strength, double? StartDoseFactor = null, bool Avoid = false);

    private sealed record ModifierTable(string Version, string Source, List<ModifierRow> Modifiers);

    private sealed record ModifierRow(string Drug, string Gene, string Effect);
}

/// <summary>What a person's genes say about a drug.</summary>
/// <param name="Drug">Which.</param>
/// <param name="Calls">What the genes mean.</param>
/// <param name="Text">What to do.</param>
/// <param name="StartDoseFactor">Share of the usual dose; null where it is not a matter of the dose.</param>
/// <param name="Avoid">Whether the drug is to be avoided.</param>
/// <param name="Strength">As the guideline grades it.</param>
/// <param name="Source">The guideline.</param>
/// <param name="Version">Of the table.</param>
public sealed record Recommendation(string Drug, IReadOnlyList<GeneCall> Calls, string Text, double? StartDoseFactor, bool Avoid, string Strength, string Source, string Version);
