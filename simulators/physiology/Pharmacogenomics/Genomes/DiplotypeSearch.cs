namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>
/// Finds every pair of alleles that explains what a file says of a gene: at each known position the two give exactly the two bases that were found, and within a block of phase in the
/// order found. Positions that are not known exclude nothing; an allele of which nothing known speaks is not looked for.
/// </summary>
internal static class DiplotypeSearch
{
    private const int MostTogether = 6;

    /// <summary>Pairs in the definition's order of alleles.</summary>
    public static IReadOnlyList<(NamedAllele First, NamedAllele Second)> Pairs(GeneDefinition gene, IReadOnlyList<PositionCall> calls)
    {
        var candidates = Candidates(gene, calls);
        var pairs = new List<(NamedAllele, NamedAllele)>();
        for (var i = 0; i < candidates.Count; i++)
            for (var j = i; j < candidates.Count; j++)
                if (Explains(candidates[i], candidates[j], calls)) pairs.Add((candidates[i], candidates[j]));
        return pairs;
    }

    /// <summary>Whether anything that is known speaks of an allele: a position that defines it, or a variant found that goes along with it in some people.</summary>
    public static bool IsLookedFor(NamedAllele allele, IReadOnlyList<PositionCall> calls) =>
        allele.Core.Count == 0 || allele.Core.Any(place => calls[place].IsKnown) || allele.Varying.Any(place => calls[place].IsKnown && calls[place].Has(allele.Bases[place][1]));

    private static List<NamedAllele> Candidates(GeneDefinition gene, IReadOnlyList<PositionCall> calls)
    {
        bool Fits(NamedAllele allele) => Enumerable.Range(0, calls.Count).All(i => !calls[i].IsKnown || allele.Bases[i].Any(calls[i].Has));
        var found = gene.Alleles.Where(allele => IsLookedFor(allele, calls) && Fits(allele)).ToList();
        if (!gene.Combines) return found;
        var seen = gene.Alleles.Where(allele => allele.Core.Count > 0 && allele.Core.All(place => calls[place].IsKnown && allele.Bases[place].Any(calls[place].Has))).Take(MostTogether + 1).ToArray();
        if (seen.Length > MostTogether) return found;
        for (var choice = 1; choice < 1 << seen.Length; choice++)
            if (int.PopCount(choice) > 1 && NamedAllele.Together([.. seen.Where((_, i) => (choice & 1 << i) != 0)], gene) is var together && Fits(together)) found.Add(together);
        return found;
    }

    private static bool Explains(NamedAllele one, NamedAllele other, IReadOnlyList<PositionCall> calls)
    {
        var blocks = new Dictionary<string, (bool AsFound, bool Turned)>(StringComparer.Ordinal);
        for (var i = 0; i < calls.Count; i++)
        {
            var call = calls[i];
            if (!call.IsKnown) continue;
            var (asFound, turned) = (Gives(one, other, i, call.First!, call.Second!, calls), Gives(one, other, i, call.Second!, call.First!, calls));
            if (!asFound && !turned) return false;
            if (call.Block is not { } block || call.First == call.Second) continue;
            var before = blocks.GetValueOrDefault(block, (true, true));
            (asFound, turned) = (asFound && before.Item1, turned && before.Item2);
            if (!asFound && !turned) return false;
            blocks[block] = (asFound, turned);
        }
        return true;
    }

    private static bool Gives(NamedAllele one, NamedAllele other, int place, string first, string second, IReadOnlyList<PositionCall> calls) =>
        one.Bases[place].Contains(first, StringComparer.Ordinal) && other.Bases[place].Contains(second, StringComparer.Ordinal) && Goes(one, place, first, second, calls) && Goes(other, place, second, first, calls);

    /// <summary>
    /// Where a person has a variant on one chromosome that goes along with an allele in some people only, and what defines the allele is partly unknown, the allele is looked for on the
    /// chromosome with the variant.
    /// </summary>
    private static bool Goes(NamedAllele allele, int place, string bases, string others, IReadOnlyList<PositionCall> calls) =>
        bases == others || allele.Bases[place] is not [var reference, _] || bases != reference || allele.Core.All(core => calls[core].IsKnown);
}
