using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>
/// Reads a genome from a VCF (4.x, GRCh38), plain, gzip or bgzip. Reference blocks of a gVCF count; a record that did not pass its caller's filters, or whose REF is not the assembly's, does not.
/// The file is read once, line by line; only what the definitions ask for is kept.
/// </summary>
public static class VcfGenome
{
    private const int LongestLine = 4 << 20, MostSamples = 100_000;

    /// <summary>Lengths that chromosomes have in GRCh37 and not in GRCh38.</summary>
    private static readonly Dictionary<string, int> OldLengths = new(StringComparer.Ordinal)
    {
        ["chr1"] = 249250621, ["chr2"] = 243199373, ["chr4"] = 191154276, ["chr6"] = 171115067, ["chr7"] = 159138663, ["chr10"] = 135534747,
        ["chr12"] = 133851895, ["chr13"] = 115169878, ["chr16"] = 90354753, ["chr19"] = 59128983,
    };

    /// <summary>Reads one person.</summary>
    /// <param name="file">From where it stands to its end; is left open.</param>
    /// <param name="definitions">What is looked for; what this release carries unless given.</param>
    /// <param name="sample">Whose column; may be left out where there is one.</param>
    /// <param name="mostBytes">How much text is read at most, unpacked.</param>
    /// <exception cref="UnreadableGenomeException">It is no such file, of another assembly, too long, or has no such sample.</exception>
    public static Genome Read(Stream file, GenomeDefinitions? definitions = null, string? sample = null, long mostBytes = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            using var text = Unpacked(file);
            using var reader = new StreamReader(text, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
            return Read(reader, definitions ?? GenomeDefinitions.Shipped, sample, mostBytes);
        }
        catch (InvalidDataException broken)
        {
            throw new UnreadableGenomeException(0, $"the packed file is damaged: {broken.Message}");
        }
    }

    private static Stream Unpacked(Stream file)
    {
        var buffered = new BufferedStream(file, 1 << 16);
        var head = new PeekedStream(buffered, 2);
        return head.Head is [0x1f, 0x8b] ? new GZipStream(head, CompressionMode.Decompress, leaveOpen: true) : head;
    }

    private static Genome Read(StreamReader reader, GenomeDefinitions definitions, string? sample, long mostBytes)
    {
        var (number, read, isFirst) = (0L, 0L, true);
        string[]? samples = null;
        var column = 0;
        var gathered = new GatheredCalls(definitions);
        foreach (var line in Lines(reader))
        {
            number++;
            if ((read += line.Length + 1) > mostBytes) throw new UnreadableGenomeException(number, string.Create(CultureInfo.InvariantCulture, $"the file is longer than {mostBytes} bytes; send what lies around the pharmacogenes"));
            if (isFirst && !line.StartsWith("##fileformat=VCFv4", StringComparison.Ordinal)) throw new UnreadableGenomeException(1, "is not '##fileformat=VCFv4…': this is no VCF");
            isFirst = false;
            if (line.StartsWith("##", StringComparison.Ordinal)) CheckAssembly(line, number);
            else if (line.StartsWith('#'))
            {
                samples = line.Split('\t') is { Length: > 9 and <= MostSamples } cells ? cells[9..] : throw new UnreadableGenomeException(number, "names no sample after FORMAT");
                if (sample is null && samples.Length > 1) throw new UnreadableGenomeException(number, $"has {samples.Length} samples ({string.Join(", ", samples.Take(10))}{(samples.Length > 10 ? ", …" : "")}): say whose is read, with sample");
                column = sample is null ? 0 : Array.IndexOf(samples, sample);
                if (column < 0) throw new UnreadableGenomeException(number, $"has no sample '{sample}'; it has {string.Join(", ", samples.Take(10))}");
            }
            else if (line.Length > 0)
            {
                if (samples is null) throw new UnreadableGenomeException(number, "is a record before the line #CHROM");
                if (gathered.Concerns(line)) gathered.Take(VcfLine.Read(line, number, column));
            }
        }
        if (samples is null) throw new UnreadableGenomeException(number, "the file ends before the line #CHROM");
        return new(samples[column], samples, definitions, gathered.Calls());
    }

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        var line = new StringBuilder();
        var buffer = new char[1 << 16];
        int count;
        while ((count = reader.Read(buffer)) > 0)
        {
            var rest = buffer.AsMemory(0, count);
            int end;
            while ((end = rest.Span.IndexOf('\n')) >= 0)
            {
                line.Append(rest[..end]);
                yield return Ended(line);
                line.Clear();
                rest = rest[(end + 1)..];
            }
            line.Append(rest);
            if (line.Length > LongestLine) throw new UnreadableGenomeException(0, $"a line is longer than {LongestLine} letters");
        }
        if (line.Length > 0) yield return Ended(line);

        static string Ended(StringBuilder line) => line is { Length: > 0 } && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
    }

    private static void CheckAssembly(string line, long number)
    {
        var isReference = line.StartsWith("##reference=", StringComparison.Ordinal);
        if (!isReference && !line.StartsWith("##contig=", StringComparison.Ordinal)) return;
        foreach (var old in (string[])["GRCh37", "hg19", "b37", "hs37", "NCBI36", "hg18"])
            if (line.Contains(old, StringComparison.OrdinalIgnoreCase)) throw new UnreadableGenomeException(number, $"names the assembly {old}; positions are read on GRCh38 only, so lift the file over first");
        if (isReference || Between(line, "ID=") is not { } id || Between(line, "length=") is not { } length) return;
        if (OldLengths.TryGetValue(VcfLine.Prefixed(id), out var known) && length == known.ToString(CultureInfo.InvariantCulture))
            throw new UnreadableGenomeException(number, $"gives {id} the length it has in GRCh37; positions are read on GRCh38 only, so lift the file over first");
    }

    private static string? Between(string line, string name)
    {
        var start = line.IndexOf(name, StringComparison.Ordinal);
        if (start < 0) return null;
        var end = line.AsSpan(start + name.Length).IndexOfAny(',', '>');
        return end < 0 ? null : line.Substring(start + name.Length, end);
    }
}
