using TwinGrid.Durability;
using TwinGrid.HealthRecords;

namespace TwinGrid.Storage.HealthRecords;

/// <summary>A commit of resources that waits to be written.</summary>
internal sealed class RecordWork(SealedWrite[] writes) : PendingWork<RecordReceipt>
{
    public SealedWrite[] Writes { get; } = writes;

    public RecordReceipt Receipt { get; set; } = new(null, []);

    /// <summary>A resource counts one, and one more for every whole kilobyte.</summary>
    public override int Weight { get; } = Math.Max(1, writes.Sum(write => 1 + write.Body.Length / 1024));

    protected override RecordReceipt Answer => Receipt;
}

/// <summary>A twin has been told what waited for it.</summary>
internal sealed class RecordTold(string twin, long upTo) : PendingWork<bool>
{
    public string Twin { get; } = twin;

    public long UpTo { get; } = upTo;

    protected override bool Answer => true;
}
