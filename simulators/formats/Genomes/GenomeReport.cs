namespace TwinGrid.Formats.Genomes;

/// <summary>What a genome says of the genes that matter for drugs.</summary>
/// <param name="Sample">Whose column was read.</param>
/// <param name="Genes">Genes of which the file says anything.</param>
/// <param name="Drugs">Drugs whose genes are all called.</param>
public sealed record GenomeReport(string Sample, IReadOnlyList<GeneReport> Genes, IReadOnlyList<DrugReport> Drugs);

/// <summary>What a genome says of a gene.</summary>
/// <param name="Gene">Such as CYP2C19.</param>
/// <param name="Diplotypes">Every pair of alleles that explains what was found.</param>
/// <param name="Likeliest">Of several the one with the fewest unusual alleles; nothing is set by it.</param>
/// <param name="Phenotype">Where all of them mean the same; else null.</param>
/// <param name="Score">Activity, for genes that have it.</param>
/// <param name="Uncertain">Why there is no phenotype; null where there is.</param>
/// <param name="IsPhased">Whether it is known which variants lie on one chromosome.</param>
/// <param name="Missing">Positions of which the file says nothing, and why.</param>
/// <param name="NotLookedFor">Alleles that no position of the file could show.</param>
/// <param name="Unexplained">Bases that no allele has.</param>
/// <param name="Genotype">A diplotype in the words of the tables that drugs are looked up in, where every one found means the same; else null, and the gene is not used.</param>
/// <param name="Version">Of the alleles' definitions.</param>
/// <param name="Note">What else a reader should know.</param>
public sealed record GeneReport(
    string Gene, IReadOnlyList<string> Diplotypes, string? Likeliest, string? Phenotype, double? Score, string? Uncertain, bool IsPhased, IReadOnlyList<MissingReport> Missing, IReadOnlyList<string> NotLookedFor,
    IReadOnlyList<string> Unexplained, string? Genotype, string Version, string? Note);

/// <summary>A position of which a genome says nothing.</summary>
/// <param name="Position">Its rs number, or its place on GRCh38.</param>
/// <param name="Reason">Why.</param>
public sealed record MissingReport(string Position, string Reason);

/// <summary>What genes say of a drug.</summary>
/// <param name="Drug">Which.</param>
/// <param name="Genes">That were looked at, with their phenotypes.</param>
/// <param name="Recommendation">In words.</param>
/// <param name="StartDoseFactor">Share of the usual dose; null where none is said.</param>
/// <param name="Avoid">Whether another drug is better.</param>
/// <param name="Strength">Of the recommendation.</param>
/// <param name="Source">The guideline.</param>
public sealed record DrugReport(string Drug, IReadOnlyDictionary<string, string> Genes, string Recommendation, double? StartDoseFactor, bool Avoid, string Strength, string Source);
