namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>A place on a chromosome at which alleles of a gene differ, on the forward strand of GRCh38.</summary>
/// <param name="Name">Its rs number, or the position where it has none.</param>
/// <param name="At">From 1, of the first base of <paramref name="Reference"/>.</param>
/// <param name="Reference">Bases of the assembly.</param>
/// <param name="Alternates">What else stands there in some people.</param>
public sealed record GenePosition(string Name, int At, string Reference, IReadOnlyList<string> Alternates)
{
    /// <summary>The last base of <see cref="Reference"/>.</summary>
    public int End => At + Reference.Length - 1;

    /// <summary>
    /// What a file's pair of bases means here: <see cref="Reference"/>, one of <see cref="Alternates"/>, or <see langword="null"/> where it is neither.
    /// A file may write more or fewer bases around the same change: <c>C&gt;CAT</c> is <c>CAT&gt;CATAT</c>.
    /// </summary>
    public string? Read(int at, string reference, string alternate)
    {
        var wanted = Shortest(at, reference, alternate);
        if (wanted.Reference == wanted.Alternate) return Reference;
        return Alternates.FirstOrDefault(known => Shortest(At, Reference, known) == wanted);
    }

    /// <summary>A change without the bases that it leaves as they were, but for one in front where bases come or go.</summary>
    private static (int At, string Reference, string Alternate) Shortest(int at, string reference, string alternate)
    {
        while (reference.Length > 1 && alternate.Length > 1 && reference[^1] == alternate[^1]) (reference, alternate) = (reference[..^1], alternate[..^1]);
        while (reference.Length > 1 && alternate.Length > 1 && reference[0] == alternate[0]) (at, reference, alternate) = (at + 1, reference[1..], alternate[1..]);
        return (at, reference, alternate);
    }
}
