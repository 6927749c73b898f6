using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TwinGrid.Devices.Uplink;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Devices.Tests.Uplink;

public sealed class Packets_meet_trouble_on_their_way : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TwinId[] Twins = [TwinId.Parse("a1"), TwinId.Parse("b2")];

    private readonly PretendGateway _gateway = new();
    private readonly FakeTimeProvider _time = new(Noon) { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly PacketUplink _uplink;

    public Packets_meet_trouble_on_their_way()
    {
        foreach (var twin in Twins) _gateway.Profiles[twin.Value] = default;
        _uplink = new PacketUplink(new GatewayClient(_gateway.Client(), _time), Pauses.Usual(1), _time, NullLogger.Instance);
    }

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task a_broken_connection_loses_nothing_and_keeps_each_devices_order()
    {
        _gateway.BreaksAfter = 3;
        var answers = await Deliver(Packets(8));
        answers.ShouldAllBe(answer => answer.IsAccepted);
        foreach (var twin in Twins) LastRun(twin).ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public async Task a_packet_that_must_wait_holds_back_its_own_device_only()
    {
        var refusals = 2;
        _gateway.Verdict = packet => packet is { TwinId: "a1", Sequence: 1 } && refusals-- > 0 ? 429 : 202;
        var answers = await Deliver(Packets(8));
        answers.ShouldAllBe(answer => answer.IsAccepted);
        LastRun(Twins[0]).ShouldBe([0, 1, 2, 3]);
        _gateway.Taken.Where(packet => packet.TwinId == "b2").Select(packet => packet.Sequence).ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public async Task retry_after_is_waited_for()
    {
        var calls = 0;
        _gateway.Mood = _ => calls++ > 0 ? null : new HttpResponseMessage(HttpStatusCode.TooManyRequests)
        {
            Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(30)) },
        };
        var answers = await Deliver(Packets(2));
        answers.ShouldAllBe(answer => answer.IsAccepted);
        (_time.GetUtcNow() - Noon).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task a_gateway_that_does_not_answer_is_asked_again()
    {
        var calls = 0;
        _gateway.Mood = _ => calls++ < 5 ? throw new HttpRequestException("connection refused") : null;
        (await Deliver(Packets(2))).ShouldAllBe(answer => answer.IsAccepted);
        _gateway.Requests.ShouldBe(6);
    }

    [Fact]
    public async Task a_refused_packet_is_not_sent_again()
    {
        _gateway.Verdict = packet => packet.Sequence == 2 ? 400 : 202;
        var answers = await Deliver(Packets(8));
        answers.Count(answer => answer is { Status: 400, Problem: "said no" }).ShouldBe(2);
        _gateway.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task a_packet_that_always_breaks_the_server_is_given_up_and_the_others_go_on()
    {
        _gateway.Verdict = packet => packet is { TwinId: "a1", Sequence: 0 } ? 500 : 202;
        var answers = await Deliver(Packets(4));
        answers.Select(answer => answer.Status).ShouldBe([500, 202, 202, 202]);
    }

    [Fact]
    public async Task waiting_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        _gateway.Mood = _ =>
        {
            stop.Cancel();
            throw new HttpRequestException("connection refused");
        };
        await Should.ThrowAsync<OperationCanceledException>(_uplink.Deliver(Packets(1), stop.Token));
    }

    /// <summary>Packets of two twins by turns, each with sequences from 0.</summary>
    private static List<OutgoingPacket> Packets(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new OutgoingPacket(Twins[i % 2], "watch", i / 2, [OutgoingSample.Of(Signal.HeartRate, 60 + i, Noon.AddMinutes(i))]))];

    /// <summary>What the log of a twin holds in the end: the newest word on each sequence, in order.</summary>
    private IEnumerable<long> LastRun(TwinId twin)
    {
        var log = _gateway.Taken.Where(packet => packet.TwinId == twin.Value).Select(packet => packet.Sequence).ToList();
        return log.Select((sequence, place) => (sequence, place)).Where(entry => log.LastIndexOf(entry.sequence) == entry.place).Select(entry => entry.sequence);
    }

    private async Task<PacketAnswer[]> Deliver(List<OutgoingPacket> packets) => await _time.Drive(_uplink.Deliver(packets, CancellationToken.None));
}
