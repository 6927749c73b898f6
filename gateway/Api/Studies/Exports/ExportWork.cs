using System.Text.Json;
using TwinGrid.Access;
using TwinGrid.Disclosure.Anonymity;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>
/// Makes one export. Consent is asked of each patient when the profile is read, again before the measurements are read, and once more before anything is given; who has withdrawn by
/// then is left out, with the class that no longer holds. Profiles lie in memory, measurements go through a file.
/// </summary>
internal sealed class ExportWork(
    Cohort cohort, IGrainFactory grains, IAccessDecisions decisions, IAuditTrail trail, IStudyPseudonyms pseudonyms, ExportShelf shelf, ExportMembers members, ExportOptions options, TimeProvider time)
{
    private const string Route = "POST /v1/studies/{study}/exports";

    /// <summary>Makes the archive.</summary>
    /// <exception cref="AnonymityRefusedException">Too few people, or too many.</exception>
    public async Task<ExportReport> Run(ExportJob job, CancellationToken cancel)
    {
        var read = await ReadPeople(job, cancel);
        IExportRows rows = job.Order.Kind == ExportKind.Anonymised ? new AnonymousRows(job, read, grains, options) : new PseudonymousRows(job, read, grains, pseudonyms);
        var table = AnonymousTable.Of(read.People, options.Bar);
        await using var staged = new StagedRows(shelf.Create(job.Record.Id, "rows.part"));
        await rows.Stage(table, staged, cancel);
        await read.AskAllAgain(cancel);
        var gone = read.Withdrawn.Union(rows.TakenAlong(table)).ToHashSet();
        var left = gone.Count == 0 ? table : table.Without(gone);
        await WriteDown(job, read, left, cancel);
        if (job.Order.Kind == ExportKind.Pseudonymised) await members.Keep(job.Record.Id, left.Classes.SelectMany(one => one.Members).Select(member => read.Twins[member]), cancel);
        return await Pack(job, left, rows, staged, cancel);
    }

    /// <summary>Those who may be read for the study now, by what may leave of their profiles.</summary>
    /// <exception cref="AnonymityRefusedException">Too many.</exception>
    public async Task<CohortRead> ReadPeople(ExportJob job, CancellationToken cancel)
    {
        var (read, released, now) = (new CohortRead(job, decisions), new Released(options.Known), time.GetUtcNow());
        await Parallel.ForEachAsync(cohort.Candidates(job.Study, cancel), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancel }, async (twin, stop) =>
        {
            var ground = await read.Ask(twin, stop);
            if (!ground.Permitted || await cohort.Profile(twin, time, stop) is not { } profile) return;
            if (!read.Add(twin, released.Of(profile, now, out var dropped), ground, dropped, options.MostPeople))
                throw new AnonymityRefusedException($"More than {options.MostPeople} people may be exported, the most that one export takes ({ExportOptions.Section}:{nameof(ExportOptions.MostPeople)}).");
        });
        return read;
    }

    /// <summary>Everybody whose data is given finds it in the trail before it can be fetched; who withdrew meanwhile finds the refusal.</summary>
    private async Task WriteDown(ExportJob job, CohortRead read, AnonymousTable left, CancellationToken cancel)
    {
        foreach (var member in left.Classes.SelectMany(one => one.Members).Concat(read.Withdrawn))
            await trail.Record(new AccessEntry(job.RequestId, Route, job.Caller, Operation.Export, read.Touched, Purpose.Research, [read.Twins[member]], read.GroundOf(member), null), cancel);
    }

    private async Task<ExportReport> Pack(ExportJob job, AnonymousTable left, IExportRows rows, StagedRows staged, CancellationToken cancel)
    {
        await using var archive = new ExportArchive(shelf, job.Record.Id);
        await rows.Write(left, staged, archive, cancel);
        var report = Reporting.Of(job, left, rows, archive.Files, options, time.GetUtcNow());
        await archive.Add("report.json", JsonSerializer.Serialize(report, ApiJson.Options));
        await archive.Add("report.md", Reporting.InWords(report));
        await archive.Finish();
        return report;
    }
}
