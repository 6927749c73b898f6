using System.Globalization;

namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>A record of a VCF, as far as a genotype needs it.</summary>
/// <param name="Number">Of the line, from 1.</param>
/// <param name="Chromosome">With its prefix.</param>
/// <param name="At">From 1.</param>
/// <param name="Reference">Bases in capitals.</param>
/// <param name="Alternates">Without a dot; symbols such as &lt;NON_REF&gt; stay.</param>
/// <param name="Filter">As it stands.</param>
/// <param name="End">Last base of a block that is like the reference throughout; else of <paramref name="Reference"/>.</param>
/// <param name="Genotype">GT, as it stands; null where there is none.</param>
/// <param name="PhaseSet">PS, where it is given.</param>
internal sealed record VcfLine(long Number, string Chromosome, int At, string Reference, IReadOnlyList<string> Alternates, string Filter, int End, string? Genotype, string? PhaseSet)
{
    private const int FixedColumns = 9;

    /// <summary>Whether it passed the filters of who called the genome.</summary>
    public bool Passed => Filter is "PASS" or "." or "";

    public static VcfLine Read(string text, long number, int sample)
    {
        var cells = text.Split('\t');
        if (cells.Length < FixedColumns + 1) throw new UnreadableGenomeException(number, $"has {cells.Length} columns separated by tabulators; a record with a genotype has at least 10");
        if (cells.Length <= FixedColumns + sample) throw new UnreadableGenomeException(number, $"has no column for sample {sample + 1}");
        if (!int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out var at)) throw new UnreadableGenomeException(number, "POS must be a whole number");
        var reference = cells[3].ToUpperInvariant();
        if (reference.Length == 0 || !reference.All(letter => letter is >= 'A' and <= 'Z')) throw new UnreadableGenomeException(number, "REF must be bases");
        var alternates = cells[4] is "." or "" ? [] : cells[4].ToUpperInvariant().Split(',');
        var (names, values) = (cells[8].Split(':'), cells[FixedColumns + sample].Split(':'));
        string? Field(string name) => Array.IndexOf(names, name) is >= 0 and var place && place < values.Length ? values[place] : null;
        return new(number, Prefixed(cells[0]), at, reference, alternates, cells[6], EndOf(cells[7], at, reference, alternates), Field("GT"), Field("PS") is "." or null ? null : Field("PS"));
    }

    /// <summary>10 and chr10 are one chromosome.</summary>
    public static string Prefixed(string chromosome) => chromosome.StartsWith("chr", StringComparison.OrdinalIgnoreCase) ? "chr" + chromosome[3..] : "chr" + chromosome;

    private static int EndOf(string info, int at, string reference, IReadOnlyList<string> alternates)
    {
        var last = at + reference.Length - 1;
        if (!alternates.All(alternate => alternate is "<NON_REF>" or "<*>")) return last;
        foreach (var part in info.Split(';'))
            if (part.StartsWith("END=", StringComparison.Ordinal) && int.TryParse(part.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var end)) return Math.Max(end, last);
        return last;
    }
}
