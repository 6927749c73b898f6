using Microsoft.Extensions.Logging;
using TwinGrid.Devices.People;
using TwinGrid.Devices.Uplink;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Devices.Load;

/// <param name="Sent">Packets sent.</param>
/// <param name="Acknowledged">Packets the gateway said it keeps.</param>
/// <param name="Refused">Packets it refused.</param>
/// <param name="Took">From the first packet to the last answer.</param>
/// <param name="Latencies">Time from sending a request to its last answer, in order.</param>
public sealed record LoadResult(long Sent, long Acknowledged, long Refused, TimeSpan Took, IReadOnlyList<TimeSpan> Latencies)
{
    /// <summary>The latency that a share of the requests did not exceed.</summary>
    public TimeSpan Latency(double share) => Latencies.Count == 0 ? TimeSpan.Zero : Latencies[Math.Min(Latencies.Count - 1, (int)(share * Latencies.Count))];
}

/// <summary>Many twins, each with a device that sends one heart rate a packet, as fast as told; what was acknowledged goes into the ledger.</summary>
public sealed class LoadRun(LoadSettings settings, GatewayClient gateway, TimeProvider time, ILogger logger)
{
    /// <summary>Most packets in one request.</summary>
    private const int MostAtOnce = 500;

    /// <summary>How often a paced sender looks what is due.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private static readonly PatientProfile Anybody = new(new DateOnly(1970, 1, 1), Sex.Unknown, 170, 70, [], DiabetesType.None);

    private readonly Lock _one = new();
    private readonly List<TimeSpan> _latencies = [];
    private long _sent;
    private long _acknowledged;

    /// <summary>Registers the twins and loads the gateway until the time is over; what is under way then is still awaited.</summary>
    /// <param name="acknowledged">Told how many packets were acknowledged since last told.</param>
    public async Task<LoadResult> Run(IProgress<int> acknowledged, CancellationToken cancellation)
    {
        var twins = Enumerable.Range(0, settings.Twins).Select(number => TwinId.Parse(Chance.OfPerson(settings.Seed, number).Pseudonym())).ToArray();
        var registering = Uplink(0);
        foreach (var twin in twins) await registering.Register(twin, Anybody, cancellation);
        using var ledger = new Ledger(settings.Ledger);
        var began = time.GetTimestamp();
        var senders = Math.Clamp(settings.Senders, 1, settings.Twins);
        await Task.WhenAll(Enumerable.Range(0, senders).Select(sender =>
            Send(sender, [.. twins.Where((_, place) => place % senders == sender)], began, ledger, acknowledged, cancellation)));
        _latencies.Sort();
        return new LoadResult(_sent, _acknowledged, _sent - _acknowledged, time.GetElapsedTime(began), _latencies);
    }

    /// <summary>One sender serves its own twins, by turns, so that a device's packets stay in order.</summary>
    private async Task Send(int sender, TwinId[] twins, long began, Ledger ledger, IProgress<int> acknowledged, CancellationToken cancellation)
    {
        var uplink = Uplink(sender + 1);
        var clock = new DeviceClock(time.GetUtcNow(), twins);
        var sent = 0L;
        while (true)
        {
            var elapsed = time.GetElapsedTime(began);
            var due = Due(elapsed, twins.Length, sent);
            if (due == 0)
            {
                if (elapsed >= settings.Length) return;
                await Task.Delay(Beat, time, cancellation);
                continue;
            }
            var packets = clock.Next(due);
            sent += due;
            var asked = time.GetTimestamp();
            var answers = await uplink.Deliver(packets, cancellation);
            ledger.Enter(packets, answers);
            var taken = answers.Count(answer => answer.IsAccepted);
            lock (_one)
            {
                _latencies.Add(time.GetElapsedTime(asked));
                _sent += due;
                _acknowledged += taken;
                acknowledged.Report(taken);
            }
        }
    }

    /// <summary>What a sender has still to send; a rate that could not be kept is made up for at the end.</summary>
    private int Due(TimeSpan elapsed, int twins, long sent)
    {
        if (settings.PacketsPerSecond is not { } rate) return elapsed < settings.Length ? MostAtOnce : 0;
        var (share, seconds) = (rate * twins / settings.Twins, Math.Min(elapsed.TotalSeconds, settings.Length.TotalSeconds));
        return (int)Math.Clamp(Math.Floor(share * seconds) - sent, 0, MostAtOnce);
    }

    private PacketUplink Uplink(int seed) => new(gateway, Pauses.Usual(seed), time, logger);

    /// <summary>
    /// Makes a sender's packets. Sequences count from the millisecond the run began, so runs do not meet; observation times are a millisecond apart for one
    /// device, so every sample is one of its own in the history.
    /// </summary>
    private sealed class DeviceClock(DateTimeOffset began, TwinId[] twins)
    {
        private readonly string _code = SignalCatalogue.Of(Signal.HeartRate).Code;
        private readonly string _unit = SignalCatalogue.Of(Signal.HeartRate).Unit;
        private readonly DateTimeOffset _began = DateTimeOffset.FromUnixTimeMilliseconds(began.ToUnixTimeMilliseconds());
        private long _made;

        public List<OutgoingPacket> Next(int count)
        {
            var packets = new List<OutgoingPacket>(count);
            for (var i = 0; i < count; i++, _made++)
            {
                var round = _made / twins.Length;
                var sample = new OutgoingSample(_code, 60 + round % 40, _unit, _began.AddMilliseconds(round));
                packets.Add(new OutgoingPacket(twins[_made % twins.Length], "load", _began.ToUnixTimeMilliseconds() + round, [sample]));
            }
            return packets;
        }
    }
}
