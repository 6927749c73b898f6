using System.Diagnostics;
using Confluent.Kafka;
using TwinGrid.Durability;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Kafka;

/// <summary>A sealed packet on its way to the brokers.</summary>
internal sealed class KafkaAppend(int partition, byte[] key, byte[] envelope, Action<KafkaAppend> ended) : PendingWork<LogPosition>
{
    private int _ended;
    private long _offset;

    public int Partition { get; } = partition;

    public Message<byte[], byte[]> Message { get; } = new() { Key = key, Value = envelope };

    public int Bytes => Message.Value.Length;

    public long Began { get; } = Stopwatch.GetTimestamp();

    /// <summary>False until the brokers acknowledged it.</summary>
    public bool Stands { get; private set; }

    protected override LogPosition Answer => new(Partition, _offset);

    /// <summary>The brokers have it at an offset.</summary>
    public void Acknowledge(long offset)
    {
        _offset = offset;
        Stands = true;
        Succeed();
        End();
    }

    public override void Fail(Exception error)
    {
        base.Fail(error);
        End();
    }

    private void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0) ended(this);
    }
}
