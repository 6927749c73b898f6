using System.Net;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Vitals;

public sealed class A_packet_is_sent : Gateway
{
    [Fact]
    public async Task it_is_acknowledged_with_its_position_only_after_the_flush()
    {
        await Registered();
        var flush = new TaskCompletionSource();
        Log.Flush = flush.Task;
        var sending = Post("/v1/twins/p1/vitals", Packet());
        await Task.WhenAny(sending, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System));
        sending.IsCompleted.ShouldBeFalse();
        flush.SetResult();
        var answer = await sending;
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Text);
        var logged = Log.All.ShouldHaveSingleItem();
        answer.Json.GetProperty("partition").GetInt32().ShouldBe(logged.Position.Partition);
        answer.Json.GetProperty("offset").GetInt64().ShouldBe(logged.Position.Offset);
        answer.Json.GetProperty("accepted").GetInt32().ShouldBe(1);
        answer.Json.GetProperty("flagged").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("8867-4", "72", "{beats}/min", Signal.HeartRate, 72)]
    [InlineData("40443-4", "72", "/min", Signal.HeartRate, 72)]
    [InlineData("99504-3", "5.5", "mmol/L", Signal.Glucose, 99.0858)]
    [InlineData("99504-3", "99", "mg/dL", Signal.Glucose, 99)]
    [InlineData("2345-7", "1", "g/L", Signal.BloodGlucose, 100)]
    [InlineData("8310-5", "98.6", "[degF]", Signal.BodyTemperature, 37)]
    [InlineData("8310-5", "310.15", "K", Signal.BodyTemperature, 37)]
    [InlineData("8480-6", "16", "kPa", Signal.SystolicPressure, 120.0102)]
    [InlineData("59408-5", "0.97", "1", Signal.OxygenSaturation, 97)]
    [InlineData("3151-8", "500", "mL/min", Signal.OxygenFlow, 0.5)]
    [InlineData("29463-7", "100", "[lb_av]", Signal.BodyWeight, 45.359237)]
    [InlineData("insulin-bolus", "2500", "m[iU]", Signal.InsulinBolus, 2.5)]
    [InlineData("55423-8", "120", "{steps}", Signal.Steps, 120)]
    [InlineData("93832-4", "420", "min", Signal.SleepDuration, 7)]
    [InlineData("67775-7", "\"v\"", "1", Signal.Consciousness, 2)]
    public async Task its_samples_are_logged_in_the_signals_own_unit(string code, string value, string unit, Signal signal, double expected)
    {
        await Registered();
        var answer = await Post("/v1/twins/p1/vitals", Packet(code, value, unit));
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Text);
        var sample = Log.All.ShouldHaveSingleItem().Packet.Samples.ShouldHaveSingleItem();
        sample.Signal.ShouldBe(signal);
        sample.Value.ShouldBe(expected, 1e-4);
        sample.Flags.ShouldBe(SampleFlags.None);
    }

    [Theory]
    [InlineData("8867-4", "0", "/min", "2026-03-01T11:59:00Z", "probe-disconnected")]
    [InlineData("59408-5", "0.0", "%", "2026-03-01T11:59:00Z", "probe-disconnected")]
    [InlineData("8310-5", "0", "[degF]", "2026-03-01T11:59:00Z", "probe-disconnected")]
    [InlineData("8867-4", "400", "/min", "2026-03-01T11:59:00Z", "impossible")]
    [InlineData("59408-5", "101", "%", "2026-03-01T11:59:00Z", "impossible")]
    [InlineData("8867-4", "72", "/min", "2026-03-01T12:05:01Z", "future-dated")]
    public async Task what_cannot_be_physiology_is_kept_and_flagged(string code, string value, string unit, string observedAt, string reason)
    {
        await Registered();
        var answer = await Post("/v1/twins/p1/vitals", Packet(code, value, unit, observedAt));
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Text);
        var flagged = answer.Json.GetProperty("flagged").EnumerateArray().ShouldHaveSingleItem();
        flagged.GetProperty("index").GetInt32().ShouldBe(0);
        flagged.GetProperty("reason").GetString().ShouldBe(reason);
        Log.All.ShouldHaveSingleItem().Packet.Samples[0].IsBelieved.ShouldBeFalse();
    }

    [Fact]
    public async Task a_clock_a_little_ahead_is_no_fault()
    {
        await Registered();
        (await Post("/v1/twins/p1/vitals", Packet(observedAt: "2026-03-01T21:04:59+09:00"))).Json.GetProperty("flagged").GetArrayLength().ShouldBe(0);
        Log.All[0].Packet.Samples[0].ObservedAt.ShouldBe(Noon + new TimeSpan(0, 4, 59));
    }

    [Theory]
    [InlineData("corrected", SampleStatus.Corrected)]
    [InlineData("entered-in-error", SampleStatus.EnteredInError)]
    [InlineData("final", SampleStatus.Final)]
    public async Task its_samples_may_correct_earlier_ones(string word, SampleStatus status)
    {
        await Registered();
        await Post("/v1/twins/p1/vitals", Packet(more: $",\"status\":\"{word}\""));
        Log.All.ShouldHaveSingleItem().Packet.Samples[0].Status.ShouldBe(status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/vnd.device+json")]
    public async Task its_media_type_may_be_any_that_means_json(string? mediaType)
    {
        await Registered();
        var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(Packet()));
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        (await Post("/v1/twins/p1/vitals", content)).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task the_twin_itself_is_asked_once_and_not_per_packet()
    {
        await Registered("p1");
        await Grid.Twin("p2").Register((await Grid.Twin("p1").Profile())!);
        for (var i = 0; i < 5; i++) (await Post("/v1/twins/p2/vitals", Packet(sequence: $"{i}"))).Status.ShouldBe(HttpStatusCode.Accepted);
        Grid.Twin("p2").ProfileQuestions.ShouldBe(1);
    }

    [Fact]
    public async Task a_twin_registered_elsewhere_is_known_soon_after_it_was_not()
    {
        await Registered("p1");
        (await Post("/v1/twins/p2/vitals", Packet())).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
        await Grid.Twin("p2").Register((await Grid.Twin("p1").Profile())!);
        Time.Advance(TimeSpan.FromSeconds(2));
        (await Post("/v1/twins/p2/vitals", Packet())).Status.ShouldBe(HttpStatusCode.Accepted);
    }
}
