using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Storage.HealthRecords;

/// <summary>The records over one of the databases: what both have in common.</summary>
/// <param name="writer">Where writes are handed in.</param>
/// <param name="read">Runs a query and gives back its rows.</param>
/// <param name="contains">How the database asks whether bytes contain others.</param>
internal sealed class RecordStore(RecordSeals seals, Func<TwinWriter> writer, RecordStore.Reading read, string contains) : IRecordStore
{
    /// <summary>Names looked up by one statement.</summary>
    private const int AtOnce = 200;

    /// <summary>Runs a query whose parameters are <c>$1</c>, <c>$2</c> …</summary>
    public delegate Task<IReadOnlyList<object[]>> Reading(string sql, object[] values, CancellationToken cancel);

    public async Task<RecordReceipt> Commit(IReadOnlyList<ResourceWrite> writes, CancellationToken cancel) => await writer().Write(new RecordWork(await seals.Seal(writes, cancel)), cancel);

    public async Task<IReadOnlyList<KnownResource?>> Find(IReadOnlyList<ResourceName> names, CancellationToken cancel)
    {
        var found = new Dictionary<ResourceName, KnownResource>();
        foreach (var type in names.Distinct().GroupBy(name => name.Type, StringComparer.Ordinal))
            foreach (var some in type.Chunk(AtOnce))
                foreach (var row in await read($"select type, id, twin, version, updated_at, data from resource where type = $1 and is_current = 1 and id in ({Places(2, some.Length)})", [type.Key, .. some.Select(name => name.Id)], cancel))
                    found[new((string)row[0], (string)row[1])] = Known(row);
        return [.. names.Select(found.GetValueOrDefault)];
    }

    public async Task<IReadOnlyList<KnownResource?>> FindOrigins(TwinId? twin, IReadOnlyList<ResourceOrigin> origins, CancellationToken cancel)
    {
        var (exists, key) = await seals.Find(twin, cancel);
        if (!exists || origins.Count == 0) return new KnownResource?[origins.Count];
        string[] marks = [.. origins.Select(origin => $"{origin.Type}\0{Convert.ToHexString(RecordSeals.OriginOf(key, origin.Words))}")];
        var found = new Dictionary<string, KnownResource>(StringComparer.Ordinal);
        foreach (var type in marks.Distinct(StringComparer.Ordinal).GroupBy(mark => mark[..mark.IndexOf('\0', StringComparison.Ordinal)], StringComparer.Ordinal))
            foreach (var some in type.Chunk(AtOnce))
                foreach (var row in await read(
                    $"select type, id, twin, version, updated_at, data, origin from resource where twin = $1 and type = $2 and is_current = 1 and origin is not null and origin in ({Places(3, some.Length)})",
                    [twin?.Value ?? "", type.Key, .. some.Select(mark => (object)Convert.FromHexString(mark[(type.Key.Length + 1)..]))], cancel))
                    found[$"{type.Key}\0{Convert.ToHexString((byte[])row[6])}"] = Known(row);
        return [.. marks.Select(found.GetValueOrDefault)];
    }

    public async Task<StoredResource?> Read(ResourceName name, long? version, CancellationToken cancel)
    {
        var rows = await read($"select {RecordSql.Columns} from resource where type = $1 and id = $2 and {(version is null ? "is_current = 1" : "version = $3")}",
            version is { } asked ? [name.Type, name.Id, asked] : [name.Type, name.Id], cancel);
        return rows is [var row] ? await seals.Open(Row(row), cancel) : null;
    }

    public async Task<IReadOnlyList<StoredResource>> History(ResourceName name, int limit, CancellationToken cancel) =>
        await Opened(await read($"select {RecordSql.Columns} from resource where type = $1 and id = $2 order by version desc limit $3", [name.Type, name.Id, (long)limit], cancel), cancel);

    public async Task<RecordPage> Search(RecordQuery query, CancellationToken cancel)
    {
        var (exists, key) = await seals.Find(query.Twin, cancel);
        if (!exists) return new RecordPage([], 0);
        var sql = new RecordSql(query, key, contains);
        var total = Convert.ToInt64((await read(sql.Count, sql.Values, cancel))[0][0], System.Globalization.CultureInfo.InvariantCulture);
        if (total == 0 || query.Limit == 0) return new RecordPage([], total);
        var (page, values) = sql.Page(query);
        return new RecordPage(await Opened(await read(page, values, cancel), cancel), total);
    }

    public async Task<IReadOnlyList<ResourceChange>> Changes(long after, int limit, CancellationToken cancel) =>
        [.. (await read("select type, id, twin, version, updated_at, data, place, is_current from resource where place > $1 order by place limit $2", [after, (long)limit], cancel))
            .Select(row => new ResourceChange((long)row[6], Known(row), Convert.ToInt64(row[7], System.Globalization.CultureInfo.InvariantCulture) == 1))];

    public async Task<long> Head(CancellationToken cancel) => Convert.ToInt64((await read("select coalesce(max(place), 0) from resource", [], cancel))[0][0], System.Globalization.CultureInfo.InvariantCulture);

    public async Task<IReadOnlyList<TwinId>> Twins(string after, int limit, CancellationToken cancel) =>
        Twins(await read("select distinct twin from resource where twin > $1 order by twin limit $2", [after, (long)limit], cancel));

    public async Task<IReadOnlyList<RecordFact>> Facts(TwinId twin, CancellationToken cancel)
    {
        var (exists, key) = await seals.Find(twin, cancel);
        if (!exists) return [];
        var rows = await read("select type, id, version, facts from resource where twin = $1 and is_current = 1 and facts is not null order by place", [twin.Value], cancel);
        return [.. rows.SelectMany(row =>
        {
            var (name, version) = (new ResourceName((string)row[0], (string)row[1]), (long)row[2]);
            return RecordForms.Facts(RecordSeals.Open(key!.Value, (byte[])row[3], RecordSeals.FactsOf(name, version), $"What {name} says"));
        })];
    }

    public async Task<IReadOnlyList<RecordFeedRow>> Untold(TwinId twin, int limit, CancellationToken cancel)
    {
        var (exists, key) = await seals.Find(twin, cancel);
        if (!exists) return [];
        var rows = await read("select place, received_at, facts from record_feed where twin = $1 order by place limit $2", [twin.Value, (long)limit], cancel);
        return [.. rows.Select(row => new RecordFeedRow((long)row[0], DateTimeOffset.FromUnixTimeMilliseconds((long)row[1]), [.. Parts((byte[])row[2]).SelectMany(part => RecordForms.Signs(RecordSeals.Open(key!.Value, part, RecordSeals.Fed, "What waits for a twin")))]))];
    }

    public async Task<IReadOnlyList<TwinId>> WithUntold(string after, int limit, CancellationToken cancel) =>
        Twins(await read("select distinct twin from record_feed where twin > $1 order by twin limit $2", [after, (long)limit], cancel));

    public Task Told(TwinId twin, long upTo, CancellationToken cancel) => writer().Write(new RecordTold(twin.Value, upTo), cancel);

    private async Task<IReadOnlyList<StoredResource>> Opened(IReadOnlyList<object[]> rows, CancellationToken cancel)
    {
        var opened = new List<StoredResource>(rows.Count);
        foreach (var row in rows)
            if (await seals.Open(Row(row), cancel) is { } resource) opened.Add(resource);
        return opened;
    }

    private static IReadOnlyList<TwinId> Twins(IReadOnlyList<object[]> rows) => [.. rows.Select(row => TwinId.Parse((string)row[0]))];

    private static KnownResource Known(object[] row) => new(
        new ResourceName((string)row[0], (string)row[1]), row[2] is string { Length: > 0 } twin ? TwinId.Parse(twin) : null, (long)row[3], DateTimeOffset.FromUnixTimeMilliseconds((long)row[4]), (Access.DataClass)(long)row[5]);

    private static ResourceRow Row(object[] row) => new((long)row[0], new ResourceName((string)row[1], (string)row[2]), (long)row[3], (string)row[4], (long)row[5], (long)row[6], (byte[])row[7], row.Length > 8 ? (long)row[8] : 0);

    private static IEnumerable<byte[]> Parts(byte[] bytes)
    {
        for (var place = 0; place < bytes.Length;)
        {
            var length = BitConverter.ToInt32(bytes, place);
            yield return bytes[(place + sizeof(int))..(place + sizeof(int) + length)];
            place += sizeof(int) + length;
        }
    }

    private static string Places(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(place => $"${place}"));
}
