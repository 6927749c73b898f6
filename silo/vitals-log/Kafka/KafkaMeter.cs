using System.Diagnostics.Metrics;

namespace TwinGrid.VitalsLog.Kafka;

/// <summary>What went wrong with Kafka and was mended: nothing here loses a record, but an operator wants to see it.</summary>
internal sealed class KafkaMeter : IDisposable
{
    private readonly Meter _meter = new("TwinGrid.VitalsLog.Kafka");
    private readonly Counter<long> _producers;
    private readonly Counter<long> _consumers;
    private readonly Counter<long> _commits;
    private readonly Counter<long> _gaps;

    public KafkaMeter()
    {
        _producers = _meter.CreateCounter<long>("twingrid.kafka.producers_replaced", "{producer}", "Producers that failed for good and were replaced");
        _consumers = _meter.CreateCounter<long>("twingrid.kafka.consumers_replaced", "{consumer}", "Consumers that failed for good and were replaced");
        _commits = _meter.CreateCounter<long>("twingrid.kafka.group_commits_failed", "{commit}", "Checkpoints that could not be noted in the consumer group");
        _gaps = _meter.CreateCounter<long>("twingrid.kafka.gaps", "{gap}", "Places where offsets do not follow one another");
    }

    public void ProducerReplaced() => _producers.Add(1);

    public void ConsumerReplaced() => _consumers.Add(1);

    public void GroupCommitFailed() => _commits.Add(1);

    public void Gap() => _gaps.Add(1);

    public void Dispose() => _meter.Dispose();
}
