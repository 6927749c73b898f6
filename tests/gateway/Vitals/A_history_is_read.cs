using System.Net;
using TwinGrid.History;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Vitals;

public sealed class A_history_is_read : Gateway
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Registered();
        for (var i = 0; i < 60; i++) Known(i, 60 + i, i % 10 == 0 ? SampleFlags.Impossible : SampleFlags.None);
    }

    [Fact]
    public async Task samples_come_oldest_first_with_totals_to_reconcile()
    {
        var answer = await Get("/v1/twins/p1/vitals?code=8867-4");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json.GetProperty("code").GetString().ShouldBe("8867-4");
        answer.Json.GetProperty("unit").GetString().ShouldBe("/min");
        answer.Json.GetProperty("total").GetInt64().ShouldBe(60);
        answer.Json.GetProperty("flagged").GetInt64().ShouldBe(6);
        answer.Json.GetProperty("samples").GetArrayLength().ShouldBe(60);
        answer.Json.GetProperty("samples")[0].GetProperty("flags")[0].GetString().ShouldBe("impossible");
        answer.Json.GetProperty("samples")[1].GetProperty("observedAt").GetString().ShouldBe("2026-03-01T10:01:00Z");
        answer.Json.GetProperty("samples")[1].TryGetProperty("flags", out _).ShouldBeFalse();
        answer.Json.TryGetProperty("next", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task a_window_includes_its_start_and_not_its_end()
    {
        var answer = await Get("/v1/twins/p1/vitals?code=heart-rate&from=2026-03-01T10:10:00Z&to=2026-03-01T19:20:00+09:00");
        answer.Json.GetProperty("samples").GetArrayLength().ShouldBe(10, answer.Text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(66)]
    public async Task paging_gives_every_sample_once(int limit)
    {
        for (var device = 0; device < 6; device++) Known(30, 70, SampleFlags.None, $"other-{device}"); // the same instant from many devices
        var (seen, next) = (new List<string>(), "");
        do
        {
            var page = (await Get($"/v1/twins/p1/vitals?code=8867-4&limit={limit}&next={Uri.EscapeDataString(next)}")).Json;
            page.GetProperty("samples").GetArrayLength().ShouldBeLessThanOrEqualTo(limit);
            seen.AddRange(page.GetProperty("samples").EnumerateArray().Select(s => $"{s.GetProperty("observedAt")} {s.GetProperty("deviceId")}"));
            next = page.TryGetProperty("next", out var more) ? more.GetString()! : "";
        }
        while (next.Length > 0);
        seen.Count.ShouldBe(66);
        seen.Distinct(StringComparer.Ordinal).Count().ShouldBe(66);
    }

    [Fact]
    public async Task points_down_sample_what_is_believed()
    {
        var answer = await Get("/v1/twins/p1/vitals?code=8867-4&from=2026-03-01T10:00:00Z&to=2026-03-01T11:00:00Z&points=6");
        var buckets = answer.Json.GetProperty("buckets").EnumerateArray().ToList();
        buckets.Count.ShouldBe(6);
        buckets.Sum(b => b.GetProperty("count").GetInt32()).ShouldBe(54);
        buckets[0].GetProperty("at").GetString().ShouldBe("2026-03-01T10:05:00Z");
        buckets[0].GetProperty("low").GetDouble().ShouldBe(61);
        answer.Json.TryGetProperty("samples", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task coded_values_are_letters()
    {
        Grid.History("p1").Known.Add((Signal.Consciousness, new HistoryPoint(Noon, 2, "nurse", SampleStatus.Final, SampleFlags.None)));
        (await Get("/v1/twins/p1/vitals?code=67775-7")).Json.GetProperty("samples")[0].GetProperty("value").GetString().ShouldBe("V");
    }

    [Theory]
    [InlineData("", "code")]
    [InlineData("code=1-1", "code")]
    [InlineData("code=8867-4&from=yesterday", "from")]
    [InlineData("code=8867-4&from=2026-03-01T10:00:00", "from")]
    [InlineData("code=8867-4&from=2026-03-01T10:00:00Z&to=2026-03-01T10:00:00Z", "from")]
    [InlineData("code=8867-4&points=0", "points")]
    [InlineData("code=8867-4&points=many", "points")]
    [InlineData("code=8867-4&limit=10001", "limit")]
    [InlineData("code=8867-4&next=there", "next")]
    public async Task a_wrong_question_names_the_field(string query, string field) => (await Get($"/v1/twins/p1/vitals?{query}")).ShouldName(field);

    [Fact]
    public async Task an_unknown_twin_has_none() => (await Get("/v1/twins/nobody/vitals?code=8867-4")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");

    private void Known(int minute, double value, SampleFlags flags, string device = "monitor") =>
        Grid.History("p1").Known.Add((Signal.HeartRate, new HistoryPoint(Noon.AddHours(-2).AddMinutes(minute), value, device, SampleStatus.Final, flags)));
}
