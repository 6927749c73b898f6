using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Tests.Vitals;

public sealed class A_stream_of_packets_is_sent : Gateway
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Registered("p1");
        await Registered("p2");
    }

    [Fact]
    public async Task every_line_gets_one_answer_and_a_bad_line_harms_nobody()
    {
        var answers = await Send(
            Packet(twin: "p1", sequence: "1"), "", "{broken", Packet(twin: "p2", sequence: "1"), "   ", Packet(twin: "nobody"), Packet(), Packet(twin: "p1", sequence: "2", value: "0"),
            Packet(twin: "p1", unit: "kg"), Packet(twin: "p2", sequence: "2") + "\r");
        answers.Select(a => (Line: a.GetProperty("line").GetInt32(), Status: a.GetProperty("status").GetInt32())).OrderBy(a => a.Line)
            .ShouldBe([(1, 202), (3, 400), (4, 202), (6, 404), (7, 400), (8, 202), (9, 400), (10, 202)]);
        Log.All.Count.ShouldBe(4);
        Of(answers, 8).GetProperty("flagged")[0].GetProperty("reason").GetString().ShouldBe("probe-disconnected");
        Of(answers, 7).GetProperty("problem").GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("twinId");
        var position = Of(answers, 10);
        Log.All.Single(l => l.Packet.TwinId.Value == "p2" && l.Packet.Sequence == 2).Position
            .ShouldBe(new(position.GetProperty("partition").GetInt32(), position.GetProperty("offset").GetInt64()));
    }

    [Fact]
    public async Task a_packet_is_the_same_however_it_is_written()
    {
        const string At = "2026-03-01T11:59:30.5Z";
        string[] ways =
        [
            $$"""{"twinId":"p1","deviceId":"cgm","sequence":7,"samples":[{"code":"99504-3","value":5.6,"unit":"mmol/L","observedAt":"{{At}}"},{"code":"8867-4","value":0,"unit":"/min","observedAt":"{{At}}"}]}""",
            $$""" { "samples" : [ {"unit":"mmol/L","observedAt":"{{At}}","value":5.60,"code":"glucose"}, {"code":"heart-rate","status":"final","value":0,"unit":"/min","observedAt":"2026-03-01T12:59:30.500+01:00"} ], "sequence":7, "deviceId":"\u0063gm", "twinId":"p1" } """,
        ];
        (await Send(ways)).ShouldAllBe(a => a.GetProperty("status").GetInt32() == 202);
        var packets = Log.All.Select(logged => logged.Packet).ToList();
        (packets[0].DeviceId, packets[0].Sequence, packets[0].ReceivedAt).ShouldBe((packets[1].DeviceId, packets[1].Sequence, packets[1].ReceivedAt));
        packets[0].Samples.ShouldBe(packets[1].Samples);
        packets[0].Samples[1].Flags.ShouldBe(SampleFlags.ProbeDisconnected);
    }

    [Theory]
    [InlineData("\"sequence\":1,", "\"sequence\":1,\"sequence\":2,", "no field may be named twice")]
    [InlineData("\"sequence\":1,", "\"sequence\":-1,", "nor a sequence be negative")]
    [InlineData("Z\"", "\"", "nor a time be without its zone")]
    [InlineData("]}", "]} {}", "nor anything follow")]
    public async Task what_is_wrong_is_refused_however_plain_the_rest_is(string right, string wrong, string because)
    {
        const string Line = """{"twinId":"p1","deviceId":"cgm","sequence":1,"samples":[{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-01T11:59:30Z"}]}""";
        string.Join(' ', (await Send(Line, Line.Replace(right, wrong, StringComparison.Ordinal))).Select(a => a.GetProperty("status").GetInt32()).Order()).ShouldBe("202 400", because);
    }

    [Fact]
    public async Task packets_of_one_twin_stay_in_their_order()
    {
        for (var i = 0; i < 20; i++) await Registered($"t{i}");
        Time.Advance(TimeSpan.FromMinutes(2)); // forgotten: each twin is asked again, in the midst of its lines
        var lines = Enumerable.Range(0, 3000).Select(i => Packet(twin: $"t{i % 20}", sequence: $"{i}")).ToArray();
        (await Send(lines)).ShouldAllBe(a => a.GetProperty("status").GetInt32() == 202);
        foreach (var twin in Log.All.GroupBy(l => l.Packet.TwinId))
            twin.OrderBy(l => l.Position.Offset).Select(l => l.Packet.Sequence).ShouldBe(twin.Select(l => l.Packet.Sequence).Order());
    }

    [Fact]
    public async Task answers_come_while_the_stream_is_still_open()
    {
        var body = new OpenEnded();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/vitals") { Content = body, Version = HttpVersion.Version11 };
        var sending = Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await body.Write(Packet(twin: "p1") + "\n");
        await Eventually(() => Log.All.Count == 1); // taken before the stream ends
        body.End();
        using var response = await sending;
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"status\":202");
    }

    [Fact]
    public async Task a_sender_that_vanishes_leaves_its_whole_lines_behind_and_no_fault()
    {
        using (var sender = new TcpClient())
        {
            await sender.ConnectAsync(Address.Host, Address.Port);
            var line = Packet(twin: "p1") + "\n";
            await sender.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /v1/vitals HTTP/1.1\r\nHost: {Address.Authority}\r\nContent-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n{line}{{\"twinId\":\"p1\",\"dev"));
            await Eventually(() => Log.All.Count == 1);
            sender.LingerState = new LingerOption(enable: true, seconds: 0); // a reset, as when the network goes
        }
        (await Send(Packet(twin: "p2"))).Count.ShouldBe(1);
        Log.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_gateway_that_stops_says_so_last()
    {
        var body = new OpenEnded();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/vitals") { Content = body };
        var sending = Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await body.Write(Packet(twin: "p1") + "\n");
        await Eventually(() => Log.All.Count == 1);
        var stopping = Stop();
        await Eventually(() => IsStopping);
        body.End();
        using var response = await sending;
        var answers = Parse(await response.Content.ReadAsStringAsync());
        answers.Select(a => a.GetProperty("status").GetInt32()).ShouldBe([202, 503]);
        await stopping;
    }

    [Fact]
    public async Task a_line_over_one_mebibyte_is_refused_and_its_neighbours_are_not()
    {
        var answers = await Send(Packet(twin: "p1"), new string('x', (1 << 20) + 1), Packet(twin: "p1", sequence: "2"), new string('y', 3 << 20));
        answers.ToDictionary(a => a.GetProperty("line").GetInt32(), a => a.GetProperty("status").GetInt32())
            .ShouldBe(new Dictionary<int, int> { [1] = 202, [2] = 413, [3] = 202, [4] = 413 }, ignoreOrder: true);
    }

    [Fact]
    public async Task a_stream_that_says_it_is_too_long_is_refused_unread()
    {
        var answer = await Post("/v1/vitals", new ByteArrayContent(new byte[(64 << 20) + 1]));
        answer.ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task a_stream_that_turns_out_too_long_is_cut_and_says_so_last()
    {
        using var handler = new SocketsHttpHandler();
        var padded = Encoding.UTF8.GetBytes(Packet(twin: "p1") + new string(' ', 1 << 19) + "\n");
        var body = new OpenEnded();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/vitals") { Content = body };
        var sending = Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        for (var sent = 0; sent <= 64 << 20; sent += padded.Length) await body.Write(padded);
        body.End();
        using var response = await sending;
        var answers = Parse(await response.Content.ReadAsStringAsync());
        answers[^1].GetProperty("status").GetInt32().ShouldBe(413);
        answers[^1].GetProperty("problem").GetProperty("detail").GetString()!.ShouldContain("64 MiB");
        answers.Count(a => a.GetProperty("status").GetInt32() == 202).ShouldBe(Log.All.Count);
    }

    [Fact]
    public async Task a_busy_log_refuses_lines_one_by_one()
    {
        Log.Fault = record => (record as VitalsPacket)?.Sequence == 2 ? new VitalsLogBusyException("full") : null;
        var answers = await Send(Packet(twin: "p1", sequence: "1"), Packet(twin: "p1", sequence: "2"), Packet(twin: "p1", sequence: "3"));
        Of(answers, 2).GetProperty("status").GetInt32().ShouldBe(429);
        Of(answers, 2).GetProperty("problem").GetProperty("retryAfterSeconds").GetInt32().ShouldBe(1);
        Log.All.Select(l => l.Packet.Sequence).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task a_grid_that_fails_refuses_only_the_lines_it_was_needed_for()
    {
        Grid.Twin("p3").Fault = new TimeoutException("no silo");
        var answers = await Send(Packet(twin: "p3"), Packet(twin: "p1"));
        Of(answers, 1).GetProperty("status").GetInt32().ShouldBe(503);
        Of(answers, 2).GetProperty("status").GetInt32().ShouldBe(202);
    }

    [Fact]
    public async Task another_media_type_is_refused() =>
        (await Post("/v1/vitals", new StringContent("a,b", Encoding.UTF8, "text/csv"))).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "wrong-media-type");

    [Fact]
    public async Task an_empty_stream_has_no_answers() => (await Send("")).ShouldBeEmpty();

    private async Task<List<JsonElement>> Send(params string[] lines)
    {
        var answer = await Post("/v1/vitals", Lines(lines));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.MediaType!.MediaType.ShouldBe("application/x-ndjson");
        return Parse(answer.Text);
    }

    private static List<JsonElement> Parse(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static JsonElement Of(List<JsonElement> answers, int line) => answers.Single(a => a.GetProperty("line").GetInt32() == line);

    /// <summary>A chunked body that is written while the answer is already coming.</summary>
    private sealed class OpenEnded : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Write(string text) => Write(Encoding.UTF8.GetBytes(text));

        public async Task Write(byte[] bytes)
        {
            var stream = await _stream.Task;
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
        }

        public void End() => _ended.SetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            _stream.SetResult(stream);
            return _ended.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
