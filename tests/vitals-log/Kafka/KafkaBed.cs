using System.Collections.Concurrent;
using TwinGrid.Keys;
using TwinGrid.Records;
using TwinGrid.Testbed;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog.Kafka;

namespace TwinGrid.VitalsLog.Tests.Kafka;

/// <summary>A cluster of its own that a test may break, twins that send through it as devices do, and a reader of every partition.</summary>
internal sealed class KafkaBed : IAsyncDisposable
{
    public const string Topic = "vitals";
    public const string Group = "readers";
    public const int Partitions = 4;
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<IVitalsLog> _logs = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("twingrid-keys-").FullName;
    private readonly PatientKeys _keys;
    private readonly ConcurrentDictionary<LogPosition, (string Twin, long Sequence)> _acknowledged = new();
    private int _failures;

    public KafkaBed()
    {
        Brokers.CreateTopic(Topic, Partitions);
        _keys = new PatientKeys(new KeyOptions { Folder = _folder }, TimeProvider.System);
    }

    public KafkaMock Brokers { get; } = new();

    /// <summary>One batch a broker at a time: the mock does not check the order of batches, as brokers do. Unhurried, for a busy machine.</summary>
    public KafkaLogOptions Kafka => new() { BootstrapServers = Brokers.BootstrapServers, Topic = Topic, GroupId = Group, CreateTopic = false, MaxInFlight = 1, DeliverySeconds = 60 };

    /// <summary>The same for one who does not wait long.</summary>
    public KafkaLogOptions Hurried => Kafka with { DeliverySeconds = 4, Patience = TimeSpan.FromSeconds(4) };

    public async Task<IVitalsLog> Open(Func<VitalsLogOptions, VitalsLogOptions>? change = null)
    {
        var options = new VitalsLogOptions { Kind = VitalsLogKind.Kafka, Kafka = Kafka, Partitions = Partitions };
        var log = VitalsLogRegistration.Make(change is null ? options : change(options), _keys, TimeProvider.System);
        _logs.Add(log);
        await log.Open(CancellationToken.None);
        return log;
    }

    /// <summary>Every twin sends one packet after another; one that fails is sent again with the same sequence.</summary>
    public Task Send(IVitalsLog log, int twins, long from, int packets) => Task.WhenAll(Enumerable.Range(0, twins).Select(twin => Task.Run(async () =>
    {
        for (var sequence = from; sequence < from + packets; sequence++) await SendOne(log, $"twin-{twin}", sequence);
    })));

    public async Task<LogPosition> SendOne(IVitalsLog log, string twin, long sequence)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                var position = await log.Append(Packets.Of(twin, sequence), patience.Token);
                _acknowledged[position] = (twin, sequence);
                return position;
            }
            catch (VitalsLogException) when (!patience.IsCancellationRequested)
            {
                Interlocked.Increment(ref _failures);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    /// <summary>Reads all partitions, beginning now, until everything is read that was acknowledged when <paramref name="sent"/> ended.</summary>
    public async Task<IReadOnlyList<LoggedRecord>> ReadWhile(IVitalsLog log, Task sent)
    {
        var read = await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => Task.Run(() => ReadOn(log, partition, sent))));
        return [.. read.SelectMany(records => records)];
    }

    /// <summary>
    /// Everything acknowledged was read at its place, in order, once for each twin and sequence. Beside appends that failed and were sent again, at most
    /// <paramref name="repeats"/> records more stand in the log, each a repeat that twins know by its sequence and pass over.
    /// </summary>
    public void HoldsAll(IReadOnlyList<LoggedRecord> read, int repeats = 0)
    {
        var at = read.ToDictionary(record => record.Position, record => (record.Packet.TwinId.Value, record.Packet.Sequence));
        foreach (var (position, packet) in _acknowledged) at[position].ShouldBe(packet);
        foreach (var partition in read.GroupBy(record => record.Position.Partition))
            partition.Select(record => record.Position.Offset).ShouldBe(partition.Select((_, i) => (long)i), $"partition {partition.Key} was read with a gap, twice or out of order");
        foreach (var twin in read.GroupBy(record => record.Packet.TwinId))
            twin.Select(record => record.Packet.Sequence).Distinct().ShouldBeInOrder(SortDirection.Ascending, $"{twin.Key} was read out of order");
        (read.Count - read.Select(record => (record.Packet.TwinId, record.Packet.Sequence)).Distinct().Count()).ShouldBeLessThanOrEqualTo(repeats + _failures);
        read.Select(record => (record.Packet.TwinId.Value, record.Packet.Sequence)).Distinct().Count().ShouldBe(_acknowledged.Values.Distinct().Count());
    }

    public async ValueTask DisposeAsync()
    {
        Brokers.Up(-1);
        foreach (var log in _logs) await log.DisposeAsync();
        Brokers.Dispose();
        await _keys.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<List<LoggedRecord>> ReadOn(IVitalsLog log, int partition, Task sent)
    {
        var read = new List<LoggedRecord>();
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                var last = sent.IsCompleted;
                var after = read.Count > 0 ? read[^1].Position.Offset : -1;
                if (last && after >= await log.End(partition, patience.Token)) return read;
                var more = await log.Read(partition, after, 500, patience.Token);
                read.AddRange(more);
                if (more.Count == 0) await log.WaitForMore(partition, after, TimeSpan.FromMilliseconds(200), patience.Token);
            }
            catch (VitalsLogException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System); // as the partition readers do: again
            }
        }
    }
}
