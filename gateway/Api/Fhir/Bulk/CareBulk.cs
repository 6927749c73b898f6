using TwinGrid.Access;
using TwinGrid.Gateway.Api.Fhir.Reading;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>Writes records as they stand, for care: each patient is decided on when his record is come to, kind of data by kind of data, and finds the access in his trail.</summary>
internal sealed class CareBulk(IGrainFactory grains, IAccessDecisions decisions, IAuditTrail trail, RecordView view)
{
    private const int AtOnce = 200;

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
        await trail.Record(new AccessEntry(job.RequestId, job.Route, job.Caller, Operation.Export, touched == DataClass.None ? DataClass.Profile : touched, job.Purpose, [twin], last!.Value, null), cancel);
        if (permitted.Count == 0) return;
        var without = DataClass.None;
        foreach (var data in Besides)
            if (!(await Decide(job, twin, data, cancel)).Permitted) without |= data;
        await Record(job, writer, new RecordQuery(twin, [.. types.Where(type => permitted.Contains(type.Data)).Select(type => type.Name)], 0, AtOnce) { Without = without }, mayNames, cancel);
    }

    /// <summary>One record, page by page.</summary>
    private async Task Record(BulkJob job, BulkWriter writer, RecordQuery query, bool mayNames, CancellationToken cancel)
    {
        query = query with { Updated = job.Order.Since is { } since ? new TimeBounds(since, null, null, null) : default };
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var page = await Records.Search(query);
            foreach (var one in page.Found)
            {
                var isNamed = mayNames && one.Name.Type == "Patient";
                await writer.Add(one.Name.Type, one.Twin, isNamed ? one.Data | DataClass.Identity : one.Data, isNamed ? await view.Named(one, cancel) : one.Body, cancel);
            }
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
