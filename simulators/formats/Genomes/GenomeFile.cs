using TwinGrid.Physiology.Pharmacogenomics;
using TwinGrid.Physiology.Pharmacogenomics.Genomes;

namespace TwinGrid.Formats.Genomes;

/// <summary>Reads a person's genome, VCF on GRCh38, plain, gzip or bgzip, and says what it means for drugs.</summary>
public static class GenomeFile
{
    /// <param name="file">From where it stands to its end; is left open.</param>
    /// <param name="sample">Whose column; may be left out where there is one.</param>
    /// <param name="gene">Only this gene; all unless given.</param>
    /// <param name="also">Diplotypes known from elsewhere, such as of CYP2D6, which cannot be called from a VCF; they go before what the file says.</param>
    /// <param name="taking">Other drugs that are taken.</param>
    /// <param name="mostBytes">How much text is read at most, unpacked.</param>
    /// <exception cref="UnreadableFileException">It is no such file.</exception>
    /// <exception cref="UnknownGenotypeException">A gene is not defined, or a diplotype of <paramref name="also"/> cannot be read.</exception>
    public static GenomeReport Read(
        Stream file, string? sample = null, string? gene = null, IReadOnlyDictionary<string, string>? also = null, IReadOnlyCollection<string>? taking = null, long mostBytes = long.MaxValue)
    {
        var (tables, genotypes) = (PharmacogenomicTables.Shipped, new SortedDictionary<string, string>(StringComparer.Ordinal));
        var genome = Genome(file, sample, mostBytes);
        var findings = gene is null ? genome.Findings(tables) : [genome.Finding(gene, tables)];
        foreach (var finding in findings)
            if (finding.Genotype is { } found) genotypes[finding.Gene] = found;
        foreach (var (name, diplotype) in also ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            tables.Call(name, diplotype);
            genotypes[name] = diplotype;
        }
        return new(genome.Sample, [.. findings.Select(Report)], [.. Drugs(tables, genotypes, taking ?? [])]);
    }

    private static Genome Genome(Stream file, string? sample, long mostBytes)
    {
        try
        {
            return VcfGenome.Read(file, sample: sample, mostBytes: mostBytes);
        }
        catch (UnreadableGenomeException wrong)
        {
            throw new UnreadableFileException(wrong.Line > 0 ? $"line {wrong.Line}" : "", wrong.Reason);
        }
    }

    private static GeneReport Report(GeneFinding found) => new(
        found.Gene, found.Diplotypes, found.Likeliest, found.Call?.Phenotype.Name, found.Call?.Score, found.WithoutCall, found.IsPhased, [.. found.Missing.OrderBy(missing => missing.Reason == PositionCall.NotInFile).Select(missing => new MissingReport(missing.Name, missing.Reason))],
        found.NotLookedFor, found.Unexplained, found.Genotype, found.Version, found.Note);

    private static IEnumerable<DrugReport> Drugs(PharmacogenomicTables tables, SortedDictionary<string, string> genotypes, IReadOnlyCollection<string> taking)
    {
        foreach (var drug in tables.Drugs.Order(StringComparer.Ordinal))
            if (tables.GenesFor(drug).All(genotypes.ContainsKey) && Recommended(tables, drug, genotypes, taking) is { } found)
                yield return new(
                    drug, found.Calls.ToDictionary(call => call.Gene, call => call.Phenotype.Name, StringComparer.Ordinal), found.Text, found.StartDoseFactor, found.Avoid, found.Strength, found.Source);
    }

    /// <summary>Null where the guideline says nothing of these phenotypes.</summary>
    private static Recommendation? Recommended(PharmacogenomicTables tables, string drug, SortedDictionary<string, string> genotypes, IReadOnlyCollection<string> taking)
    {
        try
        {
            return tables.Recommend(drug, genotypes, taking);
        }
        catch (UnknownGenotypeException)
        {
            return null; // of this pair of phenotypes no recommendation was made
        }
    }
}
