using System.Diagnostics;
using System.Threading.Channels;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>Loads a gateway through several connections and watches how long packets take to be applied.</summary>
internal sealed class IngestLoad(GridUnderLoad gateway, int twins, int streams, int unansweredEach)
{
    /// <summary>One packet in so many is followed until its twin has applied it.</summary>
    private const int FollowedOneIn = 400;

    /// <summary>How often the twin of a followed packet is looked at: each look at a twin that has just taken a packet has its lung work out anew what it shows, and takes as long as some packets.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Twins of each connection that are looked at when nothing is sent any more.</summary>
    private const int LastTwins = 64;

    private long _sequence;

    public int Twins => twins;

    public int Streams => streams;

    public int UnansweredEach => unansweredEach;

    /// <summary>Sends for a while and waits until everything is applied.</summary>
    /// <param name="packetsPerSecond">Of all connections together; null: as many as are answered.</param>
    public async Task<IngestResult> Run(TimeSpan length, double? packetsPerSecond)
    {
        var first = _sequence += 1_000_000;
        PacketSender[] senders = [.. Enumerable.Range(0, streams).Select(i => new PacketSender(gateway.Address, [.. Enumerable.Range(0, twins).Where(twin => twin % streams == i)], first, unansweredEach) { IsMeasured = true })];
        var followed = Channel.CreateUnbounded<(int Twin, long Offset, long SentAt)>();
        var seen = 0;
        foreach (var sender in senders)
            sender.OnAcknowledged = (twin, offset, sentAt) =>
            {
                if (Interlocked.Increment(ref seen) % FollowedOneIn == 0) followed.Writer.TryWrite((twin, offset, sentAt));
            };
        var applied = new Percentiles();
        var (server, own, watch) = (gateway.Cpu, Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        var following = Enumerable.Range(0, 4).Select(_ => Follow(followed.Reader, applied)).ToArray();
        await Task.WhenAll(senders.Select(sender => sender.Run(length, packetsPerSecond / streams)));
        var acknowledging = watch.Elapsed;
        followed.Writer.Complete();
        await Task.WhenAll(following);
        await AllApplied(senders);
        var applying = watch.Elapsed;
        var times = new Percentiles();
        foreach (var sender in senders) times.Add(sender.Times);
        foreach (var sender in senders) sender.Dispose();
        return new(this, senders.Sum(sender => sender.Acknowledged), acknowledging, applying, times, applied, gateway.Cpu - server, Environment.CpuUsage.TotalTime - own, gateway.ResidentBytes);
    }

    private async Task Follow(ChannelReader<(int Twin, long Offset, long SentAt)> followed, Percentiles applied)
    {
        await foreach (var (twin, offset, sentAt) in followed.ReadAllAsync())
        {
            await Applied(twin, offset);
            applied.Add(Stopwatch.GetElapsedTime(sentAt));
        }
    }

    /// <summary>
    /// Asks for each connection's last twins, all connections at once. A partition's reader goes on when all it was given is applied, and delivers to at most so many twins at a time: where
    /// these are applied, all are. To ask for many more, one after another, takes seconds in which there is nothing left to apply.
    /// </summary>
    private Task AllApplied(PacketSender[] senders) => Task.WhenAll(senders.Select(async sender =>
    {
        foreach (var (twin, offset) in sender.Offsets.OrderByDescending(pair => pair.Value).Take(LastTwins)) await Applied(twin, offset);
    }));

    private async Task Applied(int twin, long offset)
    {
        while (await gateway.AppliedTo(twin) < offset) await Task.Delay(Look, TimeProvider.System);
    }
}
