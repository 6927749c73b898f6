using TwinGrid.Durability;
using TwinGrid.Storage.History;

namespace TwinGrid.Storage.Sqlite;

/// <summary>Keeps samples, one after another; one that is kept already changes nothing. What the samples of a packet have in common is bound once. Not safe for concurrent use.</summary>
internal sealed class SampleInsert(SqliteStatements statements)
{
    private readonly SqliteBound _insert = statements.Bound(
        "insert into sample (twin, observed_at, signal, device, sequence, value, status, flags, received_at, sealed) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) on conflict do nothing");

    private string? _twin;
    private string? _device;

    public void Apply(in HistoryRow row)
    {
        Bind(1, ref _twin, row.Twin);
        _insert.Bind(2, HistoryTime.Microseconds(row.ObservedAt));
        _insert.Bind(3, (long)row.Signal);
        Bind(4, ref _device, row.Device);
        _insert.Bind(5, row.Sequence);
        _insert.Bind(6, row.Value);
        _insert.Bind(7, (long)row.Status);
        _insert.Bind(8, (long)row.Flags);
        _insert.Bind(9, HistoryTime.Microseconds(row.ReceivedAt));
        if (row.Sealed is { } masked) _insert.Bind(10, masked);
        else _insert.BindNull(10);
        _insert.Run();
    }

    private void Bind(int place, ref string? bound, string text)
    {
        if (ReferenceEquals(text, bound)) return;
        bound = null; // should it fail, the next row must not take this for its own
        _insert.Bind(place, text);
        bound = text;
    }
}
