using TwinGrid.HealthRecords;

namespace TwinGrid.Storage.HealthRecords;

/// <summary>Writes a commit within a transaction: first everything is looked at, then everything is written, so that a conflict leaves nothing.</summary>
internal static class RecordApply
{
    public static void Apply(RecordWork work, IRecordRows rows)
    {
        var unchanged = new bool[work.Writes.Length];
        for (var place = 0; place < unchanged.Length; place++)
        {
            var write = work.Writes[place];
            var stored = rows.First("select version, content, twin from resource where type = $1 and id = $2 and is_current = 1", write.Name.Type, write.Name.Id);
            var version = stored is null ? 0 : (long)stored[0];
            if (version != write.ExpectedVersion || (stored is not null && (string)stored[2] != write.Twin) || IsOriginTaken(write, rows))
            {
                work.Receipt = new RecordReceipt(write.Name, []);
                return;
            }
            unchanged[place] = stored is not null && ((byte[])stored[1]).AsSpan().SequenceEqual(write.Content);
        }
        for (var place = 0; place < unchanged.Length; place++)
            if (!unchanged[place]) Write(work.Writes[place], rows);
        Feed(work.Writes.Where((write, place) => !unchanged[place] && write.Feed is not null), rows);
        work.Receipt = new RecordReceipt(null, unchanged);
    }

    public static void Apply(RecordTold told, IRecordRows rows) => rows.Execute("delete from record_feed where twin = $1 and place <= $2", told.Twin, told.UpTo);

    private static bool IsOriginTaken(SealedWrite write, IRecordRows rows) => write.Origin is { } origin && write.ExpectedVersion == 0
        && rows.First("select place from resource where twin = $1 and type = $2 and origin = $3 and is_current = 1", write.Twin, write.Name.Type, origin) is not null;

    private static void Write(SealedWrite write, IRecordRows rows)
    {
        if (write.ExpectedVersion > 0) rows.Execute("update resource set is_current = 0 where type = $1 and id = $2 and is_current = 1", write.Name.Type, write.Name.Id);
        rows.Execute(
            """
            insert into resource (type, id, version, twin, is_current, updated_at, data, begins, ends, content, origin, tokens, facts, body)
            values ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            write.Name.Type, write.Name.Id, write.ExpectedVersion + 1, write.Twin, write.UpdatedAt, write.Data, write.Begins, write.Ends, write.Content, write.Origin, write.Tokens, write.Facts, write.Body);
    }

    /// <summary>One row for each twin: what a commit has for it is told as a whole.</summary>
    private static void Feed(IEnumerable<SealedWrite> writes, IRecordRows rows)
    {
        foreach (var twin in writes.GroupBy(write => write.Twin, StringComparer.Ordinal))
        {
            using var bytes = new MemoryStream();
            using var writer = new BinaryWriter(bytes);
            foreach (var write in twin)
            {
                writer.Write(write.Feed!.Length);
                writer.Write(write.Feed);
            }
            writer.Flush();
            rows.Execute("insert into record_feed (twin, received_at, facts) values ($1, $2, $3)", twin.Key, twin.Max(write => write.UpdatedAt), bytes.ToArray());
        }
    }
}
