using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace TwinGrid.VitalsLog.Kafka;

/// <summary>
/// Notes checkpoints in the consumer group, so that Kafka's own tools show how far the twins are. The truth is the checkpoint in the storage: what cannot be noted is
/// logged, counted and tried again later. Safe for concurrent use.
/// </summary>
internal sealed partial class KafkaCheckpoints(KafkaLogOptions kafka, TimeProvider time, KafkaMeter meter, KafkaTalk talk, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _noted = [];
    private readonly CancellationTokenSource _stop = new();
    private Task? _committing;
    private IAdminClient? _admin;

    /// <summary>Notes that everything up to an offset is applied, as soon as what is under way is done.</summary>
    public void Note(int partition, long offset)
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested) return;
            _noted[partition] = offset + 1;
            _committing ??= Task.Run(Commit);
        }
    }

    /// <summary>Waits for what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task? last;
        lock (_gate) last = _committing;
        if (last is not null) await last;
        _admin?.Dispose();
        _stop.Dispose();
    }

    private async Task Commit()
    {
        while (Take() is { } offsets)
        {
            try
            {
                _admin ??= new AdminClientBuilder(new AdminClientConfig(kafka.Client())).SetLogHandler((_, message) => talk.Say(message)).SetErrorHandler((_, error) => talk.Say(error)).Build();
                await _admin.AlterConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitionOffsets(kafka.GroupId, offsets)], new AlterConsumerGroupOffsetsOptions { RequestTimeout = OneAnswer });
            }
            catch (KafkaException error)
            {
                meter.GroupCommitFailed();
                LogFailed(kafka.GroupId, error.Message);
                _admin?.Dispose();
                _admin = null; // a client asks the coordinator that it knows for minutes, though another has its place
                if (!await Again(offsets)) return;
            }
        }
    }

    private List<TopicPartitionOffset>? Take()
    {
        lock (_gate)
        {
            if (_noted.Count == 0)
            {
                _committing = null;
                return null;
            }
            List<TopicPartitionOffset> offsets = [.. _noted.Select(pair => new TopicPartitionOffset(kafka.Topic, pair.Key, pair.Value))];
            _noted.Clear();
            return offsets;
        }
    }

    /// <summary>Puts back what could not be noted, unless something newer came.</summary>
    /// <returns>False when the log is closed meanwhile.</returns>
    private async Task<bool> Again(List<TopicPartitionOffset> offsets)
    {
        lock (_gate)
        {
            foreach (var offset in offsets) _noted.TryAdd(offset.Partition, offset.Offset);
        }
        try
        {
            await Task.Delay(Pause, time, _stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Checkpoints could not be noted in Kafka's consumer group {Group}: {Reason}. Nothing is lost: they stand in the storage, and are noted again")]
    private partial void LogFailed(string? group, string reason);
}
