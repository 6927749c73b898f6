using System.Globalization;
using System.Text;
using TwinGrid.Physiology.Pharmacogenomics.Genomes;

namespace TwinGrid.Physiology.Tests.Pharmacogenomics.Genomes;

/// <summary>A VCF in which a gene is like the reference, but for what is said of single positions.</summary>
internal sealed class VcfText(string gene)
{
    private readonly GeneDefinition _gene = GenomeDefinitions.Shipped.Genes[gene];
    private readonly Dictionary<string, (string First, string Second)> _found = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    public char Separator { get; init; } = '/';

    public VcfText With(string name, string first, string second)
    {
        _found[name] = (first, second);
        return this;
    }

    public VcfText Without(string name)
    {
        _missing.Add(name);
        return this;
    }

    public override string ToString()
    {
        var text = new StringBuilder("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tpatient\n");
        foreach (var position in _gene.Positions.Where(position => !_missing.Contains(position.Name)))
        {
            var found = _found.GetValueOrDefault(position.Name, (position.Reference, position.Reference));
            var alternates = position.Alternates.Concat([found.Item1, found.Item2]).Where(bases => bases != position.Reference && Deleted(bases, position) is null).Distinct(StringComparer.Ordinal).ToList();
            int Place(string bases) => bases == position.Reference || Repeats(bases, position) ? 0 : Deleted(bases, position) is { } left ? alternates.IndexOf(left) + 1 : alternates.IndexOf(bases) + 1;
            alternates.RemoveAll(bases => Repeats(bases, position));
            text.Append(CultureInfo.InvariantCulture, $"{_gene.Chromosome}\t{position.At}\t{position.Name}\t{position.Reference}\t{string.Join(',', alternates)}\t.\tPASS\t.\tGT\t{Place(found.Item1)}{Separator}{Place(found.Item2)}\n");
        }
        return text.ToString();
    }

    public Genome Read() => VcfGenome.Read(new MemoryStream(Encoding.UTF8.GetBytes(ToString())));

    /// <summary>A deletion as CPIC writes it: del and the bases that are gone.</summary>
    private static string? Deleted(string bases, GenePosition position) =>
        bases.StartsWith("del", StringComparison.Ordinal) ? position.Alternates.Single(alternate => alternate.Length == position.Reference.Length - (bases.Length - 3)) : null;

    /// <summary>The bases of a deletion where nothing is deleted; they may be counted from another base of a repeat.</summary>
    private static bool Repeats(string bases, GenePosition position) => bases.Length == position.Reference.Length - 1 && (bases + bases).Contains(position.Reference[1..], StringComparison.Ordinal);
}
