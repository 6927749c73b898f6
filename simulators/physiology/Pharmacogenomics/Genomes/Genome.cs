namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>What a file says of the positions that matter, gene by gene. A position the file does not speak of is missing; it is never taken for the reference.</summary>
public sealed class Genome
{
    private readonly IReadOnlyDictionary<string, PositionCall[]> _calls;

    internal Genome(string sample, IReadOnlyList<string> samples, GenomeDefinitions definitions, IReadOnlyDictionary<string, PositionCall[]> calls) =>
        (Sample, Samples, Definitions, _calls) = (sample, samples, definitions, calls);

    /// <summary>Whose column was read.</summary>
    public string Sample { get; }

    /// <summary>All columns of the file.</summary>
    public IReadOnlyList<string> Samples { get; }

    /// <summary>What was looked for.</summary>
    public GenomeDefinitions Definitions { get; }

    /// <summary>A gene's positions, in the definition's order.</summary>
    public IReadOnlyList<PositionCall> CallsOf(string gene) => _calls[gene];

    /// <summary>What the genome says of each gene of which the file says anything, were it only that a position has no call or not the REF of the assembly.</summary>
    /// <param name="tables">Where phenotypes are looked up.</param>
    public IReadOnlyList<GeneFinding> Findings(PharmacogenomicTables tables) =>
        [.. Definitions.Genes.Values.Where(gene => _calls[gene.Gene].Any(call => call.IsKnown || call.Missing != PositionCall.NotInFile)).Select(gene => GeneFinding.Of(gene, _calls[gene.Gene], tables))];

    /// <summary>What the genome says of one gene.</summary>
    /// <exception cref="UnknownGenotypeException">The gene is not defined.</exception>
    public GeneFinding Finding(string gene, PharmacogenomicTables tables) => Definitions.Genes.TryGetValue(gene, out var definition)
        ? GeneFinding.Of(definition, _calls[gene], tables)
        : throw new UnknownGenotypeException($"There are no definitions of the alleles of '{gene}'; there are of {string.Join(", ", Definitions.Genes.Keys)}.");
}
