using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace TwinGrid.VitalsLog.Kafka;

/// <summary>
/// Notes checkpoints in the consumer group, so that Kafka's own tools show how far the twins are. The truth is the checkpoint in the storage: what cannot be noted is
/// logged, counted and left to the next one. Safe for concurrent use.
/// </summary>
internal sealed partial class KafkaCheckpoints(int partitions, KafkaTopic topic, KafkaMeter meter, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly long[] _newest = new long[partitions];
    private readonly Task?[] _running = new Task?[partitions];

    /// <summary>Notes that everything up to an offset is applied. One note a partition is under way at a time; of those that wait, the newest wins.</summary>
    public void Note(int partition, long offset)
    {
        lock (_gate)
        {
            _newest[partition] = offset + 1;
            _running[partition] ??= Task.Run(() => Commit(partition));
        }
    }

    /// <summary>Waits for what is under way.</summary>
    public Task Settled()
    {
        lock (_gate) return Task.WhenAll(_running.OfType<Task>());
    }

    private async Task Commit(int partition)
    {
        for (long done = -1, next; TakeNext(partition, done, out next); done = next)
        {
            try
            {
                await topic.Commit(partition, next);
            }
            catch (Exception error) when (error is KafkaException or ObjectDisposedException)
            {
                meter.GroupCommitFailed();
                LogFailed(logger, partition, error.Message);
            }
        }
    }

    private bool TakeNext(int partition, long done, out long next)
    {
        lock (_gate)
        {
            next = _newest[partition];
            if (next != done) return true;
            _running[partition] = null;
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The checkpoint of partition {Partition} could not be noted in Kafka's consumer group: {Reason}. Nothing is lost: it stands in the storage, and the next one is noted again")]
    private static partial void LogFailed(ILogger logger, int partition, string reason);
}
