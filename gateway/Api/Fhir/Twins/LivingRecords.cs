using TwinGrid.Gateway.Api.Fhir.Privacy;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>
/// The patients' records together with what their twins know: what is kept comes first, then what the twin says now, then what its devices measured, then what the patient permits and who looked. Who reads and finds here need not tell which
/// is which; who may see it is decided by who asks.
/// </summary>
internal sealed class LivingRecords(IGrainFactory grains, TwinAnswers answers, StreamedSigns streams, PrivacyRecords privacy)
{
    /// <summary>Places from here on are of what the twin says, of what was streamed, and of consents and accesses.</summary>
    private const long Said = 1L << 61, Streamed = 1L << 62, Beside = Said + Streamed;

    private IHealthRecords Kept => grains.GetGrain<IHealthRecords>(0);

    public Task<IReadOnlyList<TwinId>> Twins(string after, int limit) => Kept.Twins(after, limit);

    /// <summary>A version of a resource, the newest unless one is named; null where there is none.</summary>
    public async Task<StoredResource?> Read(ResourceName name, long? version)
    {
        if (!MadeIds.IsMade(name.Id)) return await Kept.Read(name, version) ?? (name.Type == "Patient" && version is null ? await answers.Registered(name.Id) : null);
        if (MadeIds.TwinOf(name.Id) is not { } twin) return null;
        if (PrivacyRecords.Concerns([name.Type])) return await privacy.Read(twin, name, version);
        var made = name.Type == "Observation" && MadeIds.MeasuredAt(name.Id) is not null ? await streams.Read(twin, name.Id) : await answers.Read(twin, name);
        return version is null || made?.Version == version ? made : null;
    }

    /// <summary>All versions, newest first; of what a twin says, the one that stands.</summary>
    public async Task<IReadOnlyList<StoredResource>> History(ResourceName name, int limit)
    {
        if (!MadeIds.IsMade(name.Id)) return await Kept.History(name, limit);
        if (PrivacyRecords.Concerns([name.Type])) return MadeIds.TwinOf(name.Id) is { } twin ? await privacy.History(twin, name, limit) : [];
        return await Read(name, null) is { } made ? [made] : [];
    }

    /// <summary>Some of one record that fits, and may be seen as far as the query says.</summary>
    public async Task<MadePage> Search(RecordQuery query)
    {
        if (query.Order != RecordOrder.Place && query.Twin is not null) return await Sorted(query, query.Twin.Value);
        var kept = await Kept.Search(query.After < Said ? query : query with { After = 0, Limit = 0 });
        var page = new MadePage(kept.Found, kept.Total);
        if (query.Twin is not { } twin) return page;
        if (TwinAnswers.Concerns(query.Types)) page = await Then(page, query, Said, Streamed, (after, limit) => answers.Search(twin, query, after, limit));
        if (query.Types.Count == 0 || query.Types.Contains("Observation", StringComparer.Ordinal)) page = await Then(page, query, Streamed, Beside, (after, limit) => streams.Search(twin, query, after, limit));
        if (PrivacyRecords.Concerns(query.Types)) page = await Then(page, query, Beside, long.MaxValue, (after, limit) => privacy.Search(twin, query, after, limit));
        return page;
    }

    /// <summary>All four at once, in the order asked for.</summary>
    private async Task<MadePage> Sorted(RecordQuery query, TwinId twin)
    {
        var kept = await Kept.Search(query);
        var (found, total) = (kept.Found.ToList(), (long?)kept.Total);
        if (TwinAnswers.Concerns(query.Types)) Add(Said, await answers.Search(twin, query, 0, query.Limit > 0 ? int.MaxValue : 0));
        if (query.Types.Count == 0 || query.Types.Contains("Observation", StringComparer.Ordinal)) Add(Streamed, await streams.Search(twin, query, query.After - Streamed, query.Limit));
        if (PrivacyRecords.Concerns(query.Types)) Add(Beside, await privacy.Search(twin, query, 0, query.Limit > 0 ? int.MaxValue : 0));
        found.Sort((one, other) => RecordKeys.Compare(query.Order, one, other));
        return new MadePage([.. found.Take(query.Limit)], total);

        void Add(long begin, MadePage page)
        {
            total += page.Total;
            found.AddRange(page.Found.Select(one => one with { Place = one.Place + begin, SortKey = RecordKeys.Of(query.Order, one) }).Where(one => RecordKeys.IsAfter(query, one)));
        }
    }

    /// <summary>A page with what follows it, of places from begin to end.</summary>
    private static async Task<MadePage> Then(MadePage page, RecordQuery query, long begin, long end, Func<long, int, Task<MadePage>> search)
    {
        var isPast = query.After >= end;
        var next = await search(query.After >= begin && !isPast ? query.After - begin : 0, isPast ? 0 : query.Limit - page.Found.Count);
        return new MadePage([.. page.Found, .. next.Found.Select(one => one with { Place = one.Place + begin })], page.Total + next.Total);
    }
}
