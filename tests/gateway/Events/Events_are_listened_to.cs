using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace TwinGrid.Gateway.Tests.Events;

public sealed class Events_are_listened_to : Gateway
{
    [Fact]
    public async Task alerts_and_twins_of_all_desks_come_in_one_stream()
    {
        await using var listener = await Listener.At(Http);
        for (var desk = 0; desk < 4; desk++)
        {
            await Grid.Desk(desk).ReportAlerts([Samples.Alert($"p{desk}", Noon)]);
            await Grid.Desk(desk).ReportRows([Samples.Row($"p{desk}", desk)]);
        }
        await Eventually(() => listener.Events.Count == 8);
        listener.Events.Where(e => e.Type == "alert").Select(e => Twin(e.Data)).Order(StringComparer.Ordinal).ShouldBe(["p0", "p1", "p2", "p3"]);
        listener.Events.Where(e => e.Type == "twin").Select(e => Twin(e.Data)).Order(StringComparer.Ordinal).ShouldBe(["p0", "p1", "p2", "p3"]);
        JsonDocument.Parse(listener.Events.First(e => e.Type == "alert").Data).RootElement.GetProperty("severity").GetString().ShouldBe("medium");
    }

    [Fact]
    public async Task who_comes_back_gets_what_happened_meanwhile_and_nothing_twice()
    {
        string place;
        await using (var first = await Listener.At(Http))
        {
            await Grid.Desk(0).ReportAlerts([Samples.Alert("p0", Noon)]);
            await Eventually(() => first.Events.Count == 1);
            place = first.Events.Single().Id;
        }
        await Grid.Desk(0).ReportAlerts([Samples.Alert("p1", Noon)]);
        await Grid.Desk(3).ReportAlerts([Samples.Alert("p2", Noon)]);
        await using var second = await Listener.At(Http, lastEventId: place);
        await Eventually(() => second.Events.Count == 2);
        second.Events.Select(e => Twin(e.Data)).Order(StringComparer.Ordinal).ShouldBe(["p1", "p2"]);
    }

    [Fact]
    public async Task who_comes_back_to_a_gateway_that_did_not_listen_meanwhile_gets_it_from_the_desk()
    {
        string place;
        await using (var first = await Listener.At(Http)) place = first.LastEventId!;
        await Grid.Desk(0).ReportAlerts([Samples.Alert("p1", Noon)]);
        await Eventually(() =>
        {
            Time.Advance(TimeSpan.FromMinutes(1)); // nobody listens: with its next answers the gateway stops following
            return !Grid.Desk(0).IsFollowed;
        });
        await Grid.Desk(0).ReportAlerts([Samples.Alert("p2", Noon)]);
        await using var second = await Listener.At(Http, lastEventId: place);
        await EventuallyAsTimeGoesOn(() => second.Events.Count == 2);
        second.Events.Select(e => e.Type).ShouldBe(["alert", "alert"]);
    }

    [Fact]
    public async Task a_desk_that_moved_is_told_as_missed_and_nothing_it_says_since_is_lost()
    {
        await Grid.Desk(1).ReportAlerts([Samples.Alert("p0", Noon)]);
        await using var listener = await Listener.At(Http);
        Grid.Desk(1).Move();
        await Grid.Desk(1).ReportAlerts([Samples.Alert("p1", Noon)]);
        await Eventually(() => listener.Events.Any(e => e.Type == "missed"));
        await Eventually(() => listener.Events.Any(e => e.Type == "alert" && Twin(e.Data) == "p1"));
        await Grid.Desk(1).ReportAlerts([Samples.Alert("p2", Noon)]);
        await Eventually(() => listener.Events.Any(e => e.Type == "alert" && Twin(e.Data) == "p2")); // and it goes on
    }

    [Fact]
    public async Task a_place_that_is_none_is_told_as_missed()
    {
        await using var listener = await Listener.At(Http, lastEventId: "yesterday");
        await Eventually(() => listener.Events.Any(e => e.Type == "missed"));
    }

    [Fact]
    public async Task one_twin_can_be_followed_alone()
    {
        await Registered("p2");
        await using var listener = await Listener.At(Http, "/v1/twins/p2/events");
        await Grid.Desk(0).ReportRows([Samples.Row("p1", 1), Samples.Row("p2", 2), Samples.Row("p3", 3)]);
        await Eventually(() => !listener.Events.IsEmpty);
        Twin(listener.Events.ShouldHaveSingleItem().Data).ShouldBe("p2");
        (await Get("/v1/twins/not%20one/events")).ShouldName("id");
        (await Get("/v1/events?twin=p2")).ShouldName("twin");
    }

    [Fact]
    public async Task a_quiet_stream_has_a_heartbeat()
    {
        await using var listener = await Listener.At(Http);
        await Eventually(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(5));
            return !listener.Comments.IsEmpty;
        });
    }

    [Fact]
    public async Task a_desk_that_cannot_be_reached_holds_up_nobody_and_comes_back()
    {
        Grid.Desk(2).Fault = new TimeoutException("no silo");
        var connecting = Listener.At(Http);
        await Eventually(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return connecting.IsCompleted;
        });
        await using var listener = await connecting;
        await Grid.Desk(0).ReportAlerts([Samples.Alert("p0", Noon)]);
        await EventuallyAsTimeGoesOn(() => listener.Events.Count == 1);
        Grid.Desk(2).Fault = null;
        await Eventually(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            _ = Grid.Desk(2).ReportRows([Samples.Row("p2", 1)]);
            return listener.Events.Any(e => Twin(e.Data) == "p2");
        });
    }

    [Fact]
    public async Task a_gateway_that_stops_ends_the_stream()
    {
        await using var listener = await Listener.At(Http);
        await Stop();
        await listener.Ended;
    }

    [Fact]
    public async Task many_listeners_cost_the_desks_no_more_than_one()
    {
        await using var first = await Listener.At(Http);
        List<Listener> others = [];
        for (var i = 0; i < 20; i++) others.Add(await Listener.At(Http));
        var polls = Grid.Desk(0).Polls;
        await Grid.Desk(0).ReportAlerts([Samples.Alert("p0", Noon)]);
        await Eventually(() => others.All(o => o.Events.Count == 1));
        (Grid.Desk(0).Polls - polls).ShouldBeLessThan(10);
        foreach (var other in others) await other.DisposeAsync();
    }

    [Fact]
    public async Task a_slow_reader_is_told_what_it_missed_and_slows_nobody()
    {
        using var slow = new TcpClient();
        await slow.ConnectAsync(Address.Host, Address.Port);
        var stream = slow.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/events HTTP/1.1\r\nHost: {Address.Authority}\r\n\r\n"));
        var start = new byte[16];
        await stream.ReadExactlyAsync(start); // it listens, and reads no further
        await using var quick = await Listener.At(Http);
        for (var round = 0; round < 60; round++)
        {
            for (var i = 0; i < 250; i++) await Grid.Desk(0).ReportRows([Samples.Row($"p{i}", round)]);
            var seen = (round + 1) * 250;
            await Eventually(() => quick.Events.Count >= seen); // the quick one has it all, in time
        }
        quick.Events.ShouldAllBe(e => e.Type == "twin");
        var text = await ReadUntil(stream, "event: missed");
        text.ShouldContain("event: missed");
    }

    private static async Task<string> ReadUntil(NetworkStream stream, string wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (text, buffer) = (new StringBuilder(), new byte[64 * 1024]);
        while (!text.ToString(Math.Max(0, text.Length - buffer.Length * 2), Math.Min(text.Length, buffer.Length * 2)).Contains(wanted, StringComparison.Ordinal)
            && await stream.ReadAsync(buffer, patience.Token) is > 0 and var read)
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        return text.ToString();
    }

    private static string Twin(string data) => JsonDocument.Parse(data).RootElement.TryGetProperty("twinId", out var twin) ? twin.GetString()! : "";
}
