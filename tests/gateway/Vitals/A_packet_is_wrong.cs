using System.Net;
using System.Text;
using CsCheck;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Tests.Vitals;

public sealed class A_packet_is_wrong : Gateway
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Registered();
    }

    public override async Task DisposeAsync()
    {
        Log.All.ShouldBeEmpty(); // whatever was wrong, nothing was written
        await base.DisposeAsync();
    }

    public static TheoryData<string, string> Faults => new()
    {
        { Packet(code: "9999-9"), "samples[0].code" },
        { Packet(unit: "kg"), "samples[0].unit" },
        { Packet(unit: "bpm"), "samples[0].unit" },
        { Packet(unit: ""), "samples[0].unit" },
        { Packet(unit: "/min/"), "samples[0].unit" },
        { Packet(code: "insulin-bolus", unit: "1"), "samples[0].unit" },
        { Packet(code: "insulin-basal-rate", unit: "/h"), "samples[0].unit" },
        { Packet(code: "59408-5", unit: "{steps}"), "samples[0].unit" },
        { Packet(code: "8867-4", unit: "mmol/L"), "samples[0].unit" },
        { Packet(code: "99504-3", unit: "m999999999"), "samples[0].unit" },
        { Packet(value: "\"NaN\""), "samples[0].value" },
        { Packet(value: "1e999"), "samples[0].value" },
        { Packet(value: "-1e999"), "samples[0].value" },
        { Packet(value: "true"), "samples[0].value" },
        { Packet(value: "null"), "samples[0].value" },
        { Packet(code: "67775-7", value: "\"X\"", unit: "1"), "samples[0].value" },
        { Packet(code: "67775-7", value: "2", unit: "1"), "samples[0].value" },
        { Packet(observedAt: "2026-03-01T11:59:00"), "samples[0].observedAt" },
        { Packet(observedAt: "2026-02-30T11:59:00Z"), "samples[0].observedAt" },
        { Packet(observedAt: "yesterday"), "samples[0].observedAt" },
        { Packet(observedAt: "1899-12-31T23:59:59Z"), "samples[0].observedAt" },
        { Packet(observedAt: "1961-04-29T00:00:00Z"), "samples[0].observedAt" },
        { Packet(observedAt: "2026-03-02T12:00:01Z"), "samples[0].observedAt" },
        { Packet(sequence: "-1"), "sequence" },
        { Packet(sequence: "1.5"), "sequence" },
        { Packet(sequence: "\"1\""), "sequence" },
        { Packet(sequence: "9223372036854775808"), "sequence" },
        { Packet(device: ""), "deviceId" },
        { Packet(device: new string('d', 129)), "deviceId" },
        { Packet(device: "a\\u0000b"), "deviceId" },
        { Packet(device: "\\ud800"), "deviceId" },
        { Packet(twin: "p2"), "twinId" },
        { Packet(more: ",\"status\":\"wrong\""), "samples[0].status" },
        { Packet(more: ",\"Status\":\"entered-in-error\""), "samples[0].Status" },
        { """{"deviceId":"d","sequence":1,"samples":[]}""", "samples" },
        { """{"deviceId":"d","sequence":1,"samples":[7]}""", "samples[0]" },
        { """{"deviceId":"d","sequence":1,"samples":{}}""", "samples" },
        { """{"deviceId":"d","sequence":1}""", "samples" },
        { """{"sequence":1,"samples":[{"code":"8867-4"}]}""", "deviceId" },
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task the_field_is_named(string packet, string field) => (await Post("/v1/twins/p1/vitals", packet)).ShouldName(field);

    [Fact]
    public async Task one_wrong_sample_refuses_the_whole_packet()
    {
        var good = """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-01T11:59:00Z"}""";
        var answer = await Post("/v1/twins/p1/vitals", $$"""{"deviceId":"d","sequence":1,"samples":[{{good}},{{good.Replace("72", "\"x\"")}},{{good}}]}""");
        answer.ShouldName("samples[1].value");
        answer.WrongFields.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_measured_value_is_never_repeated() =>
        (await Post("/v1/twins/p1/vitals", Packet(value: "123.456", unit: "kg"))).Text.ShouldNotContain("123.456");

    [Fact]
    public async Task an_unknown_twin_is_not_found()
    {
        var answer = await Post("/v1/twins/nobody/vitals", Packet());
        answer.ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
        answer.WrongFields.ShouldBe(["id"]);
    }

    [Theory]
    [InlineData("{\"deviceId\":\"d\",\n\"sequence\":1,,}", "line 2, byte 14")]
    [InlineData("", null)]
    [InlineData("[]", null)]
    [InlineData("{\"value\":NaN}", "line 1, byte 10")]
    [InlineData("{\"deviceId\":\"a\",\"deviceId\":\"b\"}", "")]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}", "")]
    public async Task malformed_json_says_where_it_breaks(string body, string? where)
    {
        var answer = await Post("/v1/twins/p1/vitals", body);
        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-json");
        if (where is { Length: > 0 }) answer.WrongFields.ShouldBe([where]);
    }

    [Fact]
    public async Task text_that_is_no_utf8_is_refused()
    {
        var content = new ByteArrayContent([.. "{\"deviceId\":\""u8, 0xff, 0xfe, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        (await Post("/v1/twins/p1/vitals", content)).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-json");
    }

    [Fact]
    public async Task a_body_over_one_mebibyte_is_too_large()
    {
        Http.DefaultRequestHeaders.ExpectContinue = true; // who sends on without asking may find the line closed before the answer is read
        var answer = await Post("/v1/twins/p1/vitals", Packet() + new string(' ', 1 << 20));
        answer.ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task another_media_type_is_refused() =>
        (await Post("/v1/twins/p1/vitals", new StringContent("<vitals/>", Encoding.UTF8, "text/xml"))).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "wrong-media-type");

    [Fact]
    public async Task a_busy_log_asks_to_come_back()
    {
        Log.Fault = _ => new VitalsLogBusyException("full");
        var answer = await Post("/v1/twins/p1/vitals", Packet());
        answer.ShouldBeProblem(HttpStatusCode.TooManyRequests, "overloaded");
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task a_failing_log_asks_to_repeat_with_the_same_sequence()
    {
        Log.Fault = _ => new VitalsLogException("disk");
        var answer = await Post("/v1/twins/p1/vitals", Packet());
        answer.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "log-unavailable");
        answer.Json.GetProperty("detail").GetString()!.ShouldContain("same sequence");
    }

    [Fact]
    public async Task why_the_log_cannot_be_written_is_said_to_the_operator_and_not_for_each_packet()
    {
        Log.Fault = _ => new VitalsLogException("the disk is full");
        for (var i = 0; i < 3; i++) await Post("/v1/twins/p1/vitals", Packet());
        Said().ShouldHaveSingleItem().ShouldContain("the disk is full");
        Time.Advance(TimeSpan.FromSeconds(1));
        await Post("/v1/twins/p1/vitals", Packet());
        Said().Last().ShouldContain("3 packets were turned away");

        List<string> Said() => [.. Logged.Lines.Where(line => line.Contains("The vitals log cannot be written", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task whatever_bytes_are_broken_nothing_refused_reaches_the_log()
    {
        var whole = Encoding.UTF8.GetBytes(Packet());
        var broken = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 6].Select(changes =>
        {
            var bytes = whole.ToArray();
            foreach (var (at, value) in changes) bytes[at] = value;
            return bytes;
        });
        await broken.SampleAsync(async bytes =>
        {
            var before = Log.All.Count;
            var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new("application/json");
            var answer = await Post("/v1/twins/p1/vitals", content);
            Log.All.Count.ShouldBe(answer.Status == HttpStatusCode.Accepted ? before + 1 : before, answer.Text);
            if (answer.Status != HttpStatusCode.Accepted) ((int)answer.Status).ShouldBe(400, answer.Text);
        }, iter: 300, threads: 1);
        Log.Clear();
    }
}
