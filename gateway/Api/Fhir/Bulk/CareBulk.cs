using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Api.Fhir.Privacy;
using TwinGrid.Gateway.Api.Fhir.Reading;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>
/// Writes records as they stand, for care: what is kept, what the twin says at that moment, and what the patient permits and who looked. Each patient is decided on when his record is come to, kind of data by
/// kind of data, and finds the access in his trail.
/// </summary>
internal sealed class CareBulk(IGrainFactory grains, TwinAnswers answers, PrivacyRecords privacy, IAccessDecisions decisions, IAuditTrail trail, RecordView view, TimeProvider time)
{
    private const int AtOnce = 200, MostPatience = 30;

    /// <summary>Kinds that a twin says something in. What it foresees hour by hour, and what devices streamed, is searched for.</summary>
    private static readonly string[] Said = ["Patient", "RiskAssessment", "DetectedIssue", "Flag", "Provenance", "Device"];

    private static readonly DataClass[] Besides = [DataClass.Genome, DataClass.Forecasts, DataClass.Alerts];

    private IHealthRecords Records => grains.GetGrain<IHealthRecords>(0);

    public async Task Write(BulkJob job, BulkWriter writer, Action<long> progress, CancellationToken cancel)
    {
        RecordType[] types = [.. job.Order.Types.Select(name => RecordTypes.Find(name)!)];
        if (job.Order.HasNobodys && types.Where(type => type.MayBeNobodys).Select(type => type.Name).ToList() is { Count: > 0 } nobodys)
            await Record(job, writer, new RecordQuery(null, nobodys, 0, AtOnce), mayNames: false, cancel);
        long done = 0;
        await foreach (var twin in Twins(job, cancel))
        {
            await Record(job, writer, types, twin, cancel);
            progress(++done);
        }
    }

    private async Task Record(BulkJob job, BulkWriter writer, RecordType[] types, TwinId twin, CancellationToken cancel)
    {
        if (job.Only is { } only && only != twin) return;
        var (permitted, touched, last) = (new HashSet<DataClass>(), DataClass.None, (AccessDecision?)null);
        foreach (var data in types.Select(type => type.Data).Distinct())
        {
            var decision = await Decide(job, twin, data, cancel);
            if (last is null || decision.Permitted) last = decision;
            if (!decision.Permitted) continue;
            permitted.Add(data);
            touched |= data;
        }
        var mayNames = permitted.Contains(DataClass.Profile) && types.Any(type => type.Name == "Patient") && (await Decide(job, twin, DataClass.Identity, cancel)).Permitted;
        if (mayNames) touched |= DataClass.Identity;
        var without = DataClass.None;
        foreach (var data in permitted.Count == 0 ? [] : Besides)
            if (!(await Decide(job, twin, data, cancel)).Permitted) without |= data;
        var asked = new RecordQuery(twin, [.. types.Where(type => permitted.Contains(type.Data)).Select(type => type.Name)], 0, AtOnce) { Without = without, Updated = Since(job) };
        var said = await AnsweredBy(twin, asked, cancel);
        touched = said.Aggregate(touched, (all, one) => all | one.Data);
        await trail.Record(new AccessEntry(job.RequestId, job.Route, job.Caller, Operation.Export, touched == DataClass.None ? DataClass.Profile : touched, job.Purpose, [twin], last!.Value, null) { ModelVersions = ModelsOf(said) }, cancel);
        if (asked.Types.Where(type => RecordTypes.Find(type)!.IsKept).ToList() is { Count: > 0 } kept) await Record(job, writer, asked with { Types = kept }, mayNames, cancel);
        foreach (var one in said) await Add(writer, one, mayNames, cancel);
        if (PrivacyRecords.Concerns(asked.Types)) await Beside(writer, twin, asked, cancel);
        await writer.End(twin, cancel);
    }

    /// <summary>What the twin says now, of the kinds asked for. A twin that must wait its turn to wake is waited for.</summary>
    private async Task<IReadOnlyList<StoredResource>> AnsweredBy(TwinId twin, RecordQuery asked, CancellationToken cancel)
    {
        if (Said.Intersect(asked.Types, StringComparer.Ordinal).ToList() is not { Count: > 0 } types) return [];
        for (var patience = MostPatience; ; patience--)
        {
            try
            {
                return (await answers.Search(twin, asked with { Types = types }, 0, int.MaxValue)).Found;
            }
            catch (WakeRefusedException) when (patience > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancel);
            }
        }
    }

    /// <summary>The consent, and who looked, page by page.</summary>
    private async Task Beside(BulkWriter writer, TwinId twin, RecordQuery asked, CancellationToken cancel)
    {
        for (var after = 0L; ;)
        {
            var page = await privacy.Search(twin, asked, after, AtOnce);
            foreach (var one in page.Found) await Add(writer, one, mayNames: false, cancel);
            if (page.Found.Count < AtOnce) return;
            after = page.Found[^1].Place;
        }
    }

    private static IReadOnlyList<string> ModelsOf(IReadOnlyList<StoredResource> said) => [.. said.Select(one => TwinWords.ModelOf(JsonNode.Parse(one.Body)!.AsObject())).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static TimeBounds Since(BulkJob job) => job.Order.Since is { } since ? new TimeBounds(since, null, null, null) : default;

    private async Task Add(BulkWriter writer, StoredResource one, bool mayNames, CancellationToken cancel)
    {
        var isNamed = mayNames && one.Name.Type == "Patient";
        await writer.Add(one.Name.Type, one.Twin, isNamed ? one.Data | DataClass.Identity : one.Data, isNamed ? await view.Named(one, cancel) : one.Body, cancel);
    }

    /// <summary>One record, page by page.</summary>
    private async Task Record(BulkJob job, BulkWriter writer, RecordQuery query, bool mayNames, CancellationToken cancel)
    {
        query = query with { Updated = Since(job) };
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var page = await Records.Search(query);
            foreach (var one in page.Found) await Add(writer, one, mayNames, cancel);
            if (page.Found.Count < query.Limit) break;
            query = query with { After = page.Found[^1].Place };
        }
        await writer.End(query.Twin, cancel);
    }

    private async IAsyncEnumerable<TwinId> Twins(BulkJob job, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (job.Twins is { } named)
        {
            foreach (var twin in named) yield return twin;
            yield break;
        }
        var after = "";
        while (await Records.Twins(after, AtOnce) is { Count: > 0 } page)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var twin in page)
            {
                after = twin.Value;
                yield return twin;
            }
        }
    }

    private ValueTask<AccessDecision> Decide(BulkJob job, TwinId twin, DataClass data, CancellationToken cancel) => decisions.Decide(new AccessRequest(job.Caller, twin, Operation.Export, data, job.Purpose), cancel);
}
