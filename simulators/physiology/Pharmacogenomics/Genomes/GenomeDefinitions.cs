namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>The genes that are read from a genome. Never changes; many threads may share it.</summary>
public sealed class GenomeDefinitions
{
    private static readonly Lazy<GenomeDefinitions> Embedded = new(ReadEmbedded);
    private readonly SortedDictionary<string, GeneDefinition> _genes = new(StringComparer.Ordinal);

    /// <param name="genes">Each gene once; of two for one gene the later counts.</param>
    public GenomeDefinitions(params IEnumerable<GeneDefinition> genes)
    {
        ArgumentNullException.ThrowIfNull(genes);
        foreach (var gene in genes) _genes[gene.Gene] = gene;
    }

    /// <summary>What this release carries.</summary>
    public static GenomeDefinitions Shipped => Embedded.Value;

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, GeneDefinition> Genes => _genes;

    private static GenomeDefinitions ReadEmbedded()
    {
        var assembly = typeof(GenomeDefinitions).Assembly;
        return new(assembly.GetManifestResourceNames().Where(name => name.StartsWith("Genomes/", StringComparison.Ordinal)).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return GeneDefinition.Read(reader.ReadToEnd());
        }));
    }
}
