using TwinGrid.Formats;
using TwinGrid.Formats.Genomes;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;
using TwinGrid.Treatments;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary>Makes a VCF the genotypes that a twin's liver looks drugs up by: read whole, and then set in one piece. The file itself is not kept.</summary>
internal sealed class GenomeImport(IGrainFactory grains, KnownTwins twins, TimeProvider time)
{
    private const long MostText = 2L << 30;
    private const string EntryPrefix = "genome-";

    /// <param name="sample">Whose column; may be left out where there is one.</param>
    /// <param name="by">Who sends it.</param>
    public async Task<Reading<GenomeView>> Take(TwinId twin, Stream file, string? sample, string? by)
    {
        GenomeReport report;
        try
        {
            report = await Task.Run(() => GenomeFile.Read(file, sample, mostBytes: MostText));
        }
        catch (UnreadableFileException wrong)
        {
            return Problem.Field(wrong.Place.Length > 0 ? wrong.Place : "body", wrong.Reason);
        }
        if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(twin.Value);
        var (grain, now) = (grains.GetGrain<IPatientTwin>(twin.Value), time.GetUtcNow());
        var entries = report.Genes.Where(gene => gene.Genotype is not null).Select(gene => new TreatmentEntry(EntryPrefix + gene.Gene, TreatmentKind.Genotype, now, gene.Gene, Text: gene.Genotype, By: by)).ToList();
        var left = report.Genes.Where(gene => gene.Genotype is null).Select(gene => EntryPrefix + gene.Gene).ToHashSet(StringComparer.Ordinal);
        if (left.Count > 0)
            foreach (var earlier in (await grain.Treatments()).Entries.Where(entry => left.Contains(entry.EntryId) && !entry.IsRetracted)) entries.Add(earlier with { IsRetracted = true, By = by });
        if (entries.Count > 0 && await grain.Enter(entries) is { } refused) return Problem.Field(refused.Field, refused.Reason);
        return new GenomeView([.. entries.Where(entry => !entry.IsRetracted).Select(entry => entry.What)], [.. entries.Where(entry => entry.IsRetracted).Select(entry => entry.What)], report.Genes, report.Drugs);
    }
}
