using System.Text;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Sqlite;

/// <summary>
/// Packets that were flushed of late and that no reader has gone past, so that a reader who keeps up need not have them read from the file, opened and decoded again. Only what the file would give back
/// as it is: packets whose times are in UTC, whose device is named in ASCII, and without a negative zero. Bounded; whatever is not here stands in the file. Safe for concurrent use.
/// </summary>
/// <param name="partitions">Of the log.</param>
/// <param name="most">Packets of a partition that are kept at most.</param>
internal sealed class LogTail(int partitions, int most)
{
    private readonly Queue<LoggedRecord>[] _lanes = [.. Enumerable.Range(0, partitions).Select(_ => new Queue<LoggedRecord>())];

    /// <summary>Takes in what was flushed, in the order of the log; what does not follow on the last begins anew.</summary>
    public void Add(LogPosition position, ITwinRecord record)
    {
        var lane = _lanes[position.Partition];
        lock (lane)
        {
            if (lane.TryPeek(out var first) && first.Position.Offset + lane.Count != position.Offset) lane.Clear();
            if (record is not VitalsPacket packet || !IsReadAsItIs(packet))
            {
                lane.Clear();
                return;
            }
            lane.Enqueue(new LoggedRecord(position, record));
            if (lane.Count > most) lane.Dequeue();
        }
    }

    /// <summary>Records above an offset, side by side; empty when the first of them is not here. Those up to the offset are let go: they were read.</summary>
    public IReadOnlyList<LoggedRecord> Read(int partition, long afterOffset, int limit)
    {
        var lane = _lanes[partition];
        lock (lane)
        {
            while (lane.TryPeek(out var read) && read.Position.Offset <= afterOffset) lane.Dequeue();
            return lane.TryPeek(out var first) && first.Position.Offset == afterOffset + 1 ? [.. lane.Take(limit)] : [];
        }
    }

    private static bool IsReadAsItIs(VitalsPacket packet)
    {
        if (packet.ReceivedAt.Offset != TimeSpan.Zero || !Ascii.IsValid(packet.DeviceId)) return false;
        for (var i = 0; i < packet.Samples.Count; i++)
            if (packet.Samples[i].ObservedAt.Offset != TimeSpan.Zero || packet.Samples[i].Value is 0 and var value && double.IsNegative(value)) return false;
        return true;
    }
}
