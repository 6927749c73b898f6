using TwinGrid.Access;
using TwinGrid.Disclosure.Anonymity;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Api.Studies.Exports;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>
/// Writes records of a study's cohort under its pseudonyms (仮名加工情報). Twice it goes through them: first it counts how many people carry each code, for what fewer than k carry stays behind, then it writes.
/// Consent for the study is asked when a profile is read, before the second time, and when a record is written.
/// </summary>
internal sealed class StudyBulk(IGrainFactory grains, ExportWork people, ExportOptions options, IAccessDecisions decisions, IAuditTrail trail, IStudyPseudonyms pseudonyms)
{
    private const int AtOnce = 200;

    private IHealthRecords Records => grains.GetGrain<IHealthRecords>(0);

    /// <summary>Writes all of it.</summary>
    /// <exception cref="AnonymityRefusedException">Too few people, or too many.</exception>
    public async Task<BulkReport> Write(BulkJob job, BulkWriter writer, Action<long> progress, CancellationToken cancel)
    {
        var study = job.Order.Study!;
        var order = new ExportOrder(ExportKind.Pseudonymised, [], null, null, RowFormat.Ndjson);
        var read = await people.ReadPeople(new ExportJob(new ExportRecord(job.Record.Id, study, order, ExportState.Running, job.Caller.Subject, job.Record.At, null, null, null, null), job.Caller, job.RequestId), cancel);
        var table = AnonymousTable.Of(read.People, options.Bar);
        var carriers = await Carriers(job, read, table, cancel);
        await read.AskAllAgain(cancel);
        var left = read.Withdrawn.Count == 0 ? table : table.Without(read.Withdrawn);
        var view = new ResearchView(code => carriers.GetValueOrDefault(code) < options.K);
        long done = 0;
        foreach (var some in left.Classes.SelectMany(one => one.Members.Select(member => (Class: one, Member: member))).Chunk(AtOnce))
        {
            TwinId[] twins = [.. some.Select(row => read.Twins[row.Member])];
            var (names, shifts) = (await pseudonyms.Of(study, twins, cancel), await pseudonyms.Shifts(study, twins, cancel));
            for (var i = 0; i < some.Length; i++)
            {
                await Person(job, writer, view, some[i].Class, twins[i], names[i].Value, shifts[i], cancel);
                progress(++done);
            }
        }
        return Report(left, read, view, carriers);
    }

    private async Task<Dictionary<string, int>> Carriers(BulkJob job, CohortRead read, AnonymousTable table, CancellationToken cancel)
    {
        var carriers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var member in table.Classes.SelectMany(one => one.Members))
        {
            var codes = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var one in Of(read.Twins[member], await Permitted(job, read.Twins[member], cancel), cancel)) codes.UnionWith(ResearchView.Codes(one));
            foreach (var code in codes) carriers[code] = carriers.GetValueOrDefault(code) + 1;
        }
        return carriers;
    }

    /// <summary>One person's record, once it stands in the trail that it leaves.</summary>
    private async Task Person(BulkJob job, BulkWriter writer, ResearchView view, AnonymousClass one, TwinId twin, string name, TimeSpan shift, CancellationToken cancel)
    {
        var ground = await Ask(job, twin, DataClass.Profile, cancel);
        var types = ground.Permitted ? await Permitted(job, twin, cancel) : [];
        var touched = types.Aggregate(DataClass.Profile, (data, type) => data | type.Data);
        await trail.Record(new AccessEntry(job.RequestId, job.Route, job.Caller, Operation.Export, touched, Purpose.Research, [twin], ground, null), cancel);
        if (!ground.Permitted) return;
        if (job.Order.Types.Contains("Patient", StringComparer.Ordinal)) await writer.Add("Patient", twin, DataClass.Profile, ResearchView.Patient(name, one), cancel);
        await foreach (var stored in Of(twin, types, cancel))
            if (view.Of(stored, name, shift) is { } resource) await writer.Add(stored.Name.Type, twin, stored.Data, resource, cancel);
        await writer.End(twin, cancel);
    }

    /// <summary>Kinds, Patient apart, that the study may read of somebody now.</summary>
    private async Task<IReadOnlyList<RecordType>> Permitted(BulkJob job, TwinId twin, CancellationToken cancel)
    {
        var permitted = new List<RecordType>();
        foreach (var type in job.Order.Types.Where(name => name != "Patient").Select(name => RecordTypes.Find(name)!))
            if ((await Ask(job, twin, type.Data, cancel)).Permitted) permitted.Add(type);
        return permitted;
    }

    /// <summary>What is kept of somebody, page by page; genes never leave.</summary>
    private async IAsyncEnumerable<StoredResource> Of(TwinId twin, IReadOnlyList<RecordType> types, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (types.Count == 0) yield break;
        var query = new RecordQuery(twin, [.. types.Select(type => type.Name)], 0, AtOnce) { Without = DataClass.Genome };
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var page = await Records.Search(query);
            foreach (var one in page.Found) yield return one;
            if (page.Found.Count < AtOnce) yield break;
            query = query with { After = page.Found[^1].Place };
        }
    }

    /// <summary>The study as such, asking for the job.</summary>
    public static Caller CallerOf(string study, Caller orderer) => new($"study:{study}", Role.Researcher, orderer.ClientId) { Study = study };

    private ValueTask<AccessDecision> Ask(BulkJob job, TwinId twin, DataClass data, CancellationToken cancel) =>
        decisions.Decide(new AccessRequest(CallerOf(job.Order.Study!, job.Caller), twin, Operation.Export, data, Purpose.Research), cancel);

    private BulkReport Report(AnonymousTable left, CohortRead read, ResearchView view, Dictionary<string, int> carriers) => new(
        "仮名加工情報: Enforcement Rules of the Act on the Protection of Personal Information (Japan), Article 31", left.Reached.People, options.K, options.L,
        [
            Reporting.Item(1, "Descriptions that identify a person are deleted or replaced, by a method without a regularity that allows restoring",
                "Patients bear the study's pseudonyms, and bands of age, height and weight that ten people share; of resources only listed elements leave, codes of public code systems without their texts, and none that fewer people carry than must be alike; resources have fresh ids; times are shifted by 7 to 182 days under the study's key and cut to the minute",
                ("people", left.Reached.People), ("peopleLeftOut", read.People.Count - left.Reached.People), ("rareCodes", carriers.Count(pair => pair.Value < options.K)), ("codesLeftBehind", view.CodesLeftBehind),
                ("resourcesLeftBehind", view.ResourcesLeftBehind), ("timesShifted", view.TimesShifted)),
            Reporting.Item(2, "All individual identification codes are deleted or replaced", "Identifiers, names and addresses lie in the identity vault and are not read; elements that may hold any are on no list; genes stay behind"),
            Reporting.Item(3, "Data whose misuse causes damage to property are deleted", "Coverage, claims and accounts are on no list"),
        ],
        [
            "Not for third parties (Act on the Protection of Personal Information, Article 41), not for contacting anybody, not to be compared with other information to identify anybody.",
            "Measurements are the persons' own: who knows some of them exactly could find a record. Keep it inside.",
            "Times are shifted for each person by an amount that stays the same within the study; times of two persons do not compare.",
        ]);
}
