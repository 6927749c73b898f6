using TwinGrid.Durability;

namespace TwinGrid.Storage.History;

/// <summary>Samples that wait for their commit.</summary>
internal sealed class HistoryWrite(HistoryRow[] rows) : PendingWork<int>
{
    public HistoryRow[] Rows { get; } = rows;

    public override int Weight => Math.Max(1, Rows.Length);

    protected override int Answer => Rows.Length;
}
