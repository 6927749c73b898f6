namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>What a genome says of a gene.</summary>
/// <param name="Gene">Such as CYP2C19.</param>
/// <param name="Diplotypes">Every pair of alleles that explains what was found; several where phase or positions are missing, none where no pair does.</param>
/// <param name="Likeliest">Of several diplotypes the one with the fewest alleles that are not the usual one; null where none has fewest. For people to read: nothing is set by it.</param>
/// <param name="IsPhased">Whether it is known, throughout, which bases lie on one chromosome.</param>
/// <param name="Missing">Positions of which nothing is known, and why.</param>
/// <param name="NotLookedFor">Alleles that no known position could show.</param>
/// <param name="Unexplained">Bases that were found and that no allele has.</param>
/// <param name="Call">What the table of phenotypes says, where all diplotypes mean the same; else null.</param>
/// <param name="WithoutCall">Why there is no phenotype; null where there is.</param>
/// <param name="Genotype">A diplotype as the tables of phenotypes and drugs call it, where every one found means the same to them; else null.</param>
/// <param name="Version">Of the definitions.</param>
/// <param name="Note">What else a reader should know.</param>
public sealed record GeneFinding(
    string Gene, IReadOnlyList<string> Diplotypes, string? Likeliest, bool IsPhased, IReadOnlyList<MissingPosition> Missing, IReadOnlyList<string> NotLookedFor, IReadOnlyList<string> Unexplained, GeneCall? Call, string? WithoutCall,
    string? Genotype, string Version, string? Note)
{
    private const int MostPairs = 20;

    internal static GeneFinding Of(GeneDefinition gene, IReadOnlyList<PositionCall> calls, PharmacogenomicTables tables)
    {
        var pairs = DiplotypeSearch.Pairs(gene, calls);
        if (!calls.Any(call => call.IsKnown)) pairs = [];
        var missing = gene.Positions.Zip(calls).Where(pair => !pair.Second.IsKnown).Select(pair => new MissingPosition(pair.First.Name, pair.First.At, pair.Second.Missing!)).ToArray();
        var unexplained = gene.Positions.Zip(calls).Where(pair => pair.Second.IsKnown)
            .SelectMany(pair => new[] { pair.Second.First!, pair.Second.Second! }.Where(bases => bases != pair.First.Reference && !pair.First.Alternates.Contains(bases, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal).Select(bases => $"{pair.First.Name} {bases}")).ToArray();
        var (call, genotype, why) = calls.Any(one => one.IsKnown) ? Phenotype(gene, pairs, tables) : (null, null, "nothing is known of its positions");
        var isPhased = calls.Where(one => one.IsKnown && one.First != one.Second).Select(one => one.Block).ToArray() is var blocks && (blocks.Length <= 1 || blocks.All(block => block is not null && block == blocks[0]));
        return new(
            gene.Gene, [.. pairs.Select(Name)], FewestUnusual(gene, pairs), isPhased, missing, [.. gene.Alleles.Where(allele => !DiplotypeSearch.IsLookedFor(allele, calls)).Select(allele => allele.Name)], unexplained, call, why, genotype, gene.Version, gene.Note);
    }

    private static (GeneCall? Call, string? Genotype, string? Why) Phenotype(GeneDefinition gene, IReadOnlyList<(NamedAllele First, NamedAllele Second)> pairs, PharmacogenomicTables tables)
    {
        if (pairs.Count == 0) return (null, null, "no pair of alleles explains what was found");
        if (pairs.Count > MostPairs) return (null, null, $"{pairs.Count} pairs of alleles would explain what was found");
        if (!tables.Genes.ContainsKey(gene.Gene)) return (null, null, "there is no table of the gene's phenotypes");
        try
        {
            var calls = pairs.Select(pair => Worst(gene.Gene, pair, tables)).ToArray();
            var meanings = calls.Select(call => call.Phenotype.Abbreviation).Distinct(StringComparer.Ordinal).ToArray();
            if (meanings.Length > 1) return (null, null, $"it may be {string.Join(" or ", meanings)}");
            return (calls[0], calls.All(call => call.InbornScore == calls[0].InbornScore) ? calls[0].Diplotype : null, null);
        }
        catch (UnknownGenotypeException unknown)
        {
            return (null, null, Shortened(unknown.Message));
        }
    }

    /// <summary>Of several alleles on one chromosome the one that does least counts.</summary>
    private static GeneCall Worst(string gene, (NamedAllele First, NamedAllele Second) pair, PharmacogenomicTables tables) => (
        from first in pair.First.TableName.Split(" + ")
        from second in pair.Second.TableName.Split(" + ")
        let call = tables.Call(gene, $"{first}/{second}")
        orderby call.InbornScore ?? 0
        select call).First();

    private static string? FewestUnusual(GeneDefinition gene, IReadOnlyList<(NamedAllele First, NamedAllele Second)> pairs)
    {
        int Unusual(NamedAllele allele) => allele == gene.Reference || allele.Name == "*1" ? 0 : 1;
        var ranked = pairs.GroupBy(pair => Unusual(pair.First) + Unusual(pair.Second)).MinBy(group => group.Key)?.ToArray();
        return ranked is [var only] ? Name(only) : null;
    }

    private static string Name((NamedAllele First, NamedAllele Second) pair) => $"{pair.First.Name}/{pair.Second.Name}";

    private static string Shortened(string message) => message.IndexOf("; known are", StringComparison.Ordinal) is > 0 and var end ? message[..end] : message.TrimEnd('.');
}

/// <summary>A position of which a genome says nothing.</summary>
/// <param name="Name">Its rs number, or the position where it has none.</param>
/// <param name="At">On GRCh38.</param>
/// <param name="Reason">Why.</param>
public sealed record MissingPosition(string Name, int At, string Reason);
