using System.Net;
using TwinGrid.Alerts;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Twins;

public sealed class A_twin_is_looked_at : Gateway
{
    [Fact]
    public async Task the_glance_shows_values_with_age_organs_forecasts_and_open_alerts()
    {
        await Registered();
        Grid.Twin("p1").AtAGlance = profile => new TwinGlance(
            TwinId.Parse("p1"), profile,
            [
                new LatestSign(Signal.HeartRate, 72, Noon.AddSeconds(-90), "monitor", Trend.RisingFast, 0.5, 2),
                new LatestSign(Signal.Consciousness, 2, Noon.AddMinutes(-5), "nurse", Trend.Unknown, null, null),
            ],
            [
                new OrganGlance("heart", "resting-1", [new OrganEstimate("resting heart rate", 61, double.NaN, "/min")], Noon.AddHours(-1), null),
                new OrganGlance("metabolism", "uva-1", [new OrganEstimate("gastric emptying", 0.04, 0.01, "/min", IsIdentified: false)], Noon, null, Noon.AddHours(-10),
                    [new OrganFinding(OrganFinding.UntoldMeal, Noon.AddMinutes(-50), 57.4, "g", Noon.AddMinutes(-15))]),
            ],
            [Samples.Forecast(Signal.Glucose, TimeSpan.FromHours(1), Noon)],
            [Samples.Alert("p1", Noon, signal: Signal.None)],
            [new DeviceMark("monitor", 17, Noon.AddSeconds(-90), TimeSpan.FromMinutes(1))],
            new News2Glance(3, true, [Signal.OxygenSaturation], "urgent"),
            new LogPosition(1, 42));
        var json = (await Get("/v1/twins/p1")).Json;
        json.GetProperty("profile").GetProperty("sex").GetString().ShouldBe("female");
        var heart = json.GetProperty("latest")[0];
        heart.GetProperty("signal").GetString().ShouldBe("heart-rate");
        heart.GetProperty("code").GetString().ShouldBe("8867-4");
        heart.GetProperty("ageSeconds").GetDouble().ShouldBe(90);
        heart.GetProperty("trend").GetString().ShouldBe("rising-fast");
        json.GetProperty("latest")[1].GetProperty("value").GetString().ShouldBe("V");
        json.GetProperty("organs")[0].GetProperty("estimates")[0].GetProperty("standardDeviation").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        var metabolism = json.GetProperty("organs")[1];
        metabolism.GetProperty("estimates")[0].GetProperty("isIdentified").GetBoolean().ShouldBeFalse();
        metabolism.GetProperty("learnedNight").GetDateTimeOffset().ShouldBe(Noon.AddHours(-10));
        metabolism.GetProperty("findings")[0].GetProperty("what").GetString().ShouldBe("untold meal");
        metabolism.GetProperty("findings")[0].GetProperty("amount").GetDouble().ShouldBe(57);
        json.GetProperty("forecasts")[0].GetProperty("dataAgeSeconds").GetDouble().ShouldBe(180);
        json.GetProperty("openAlerts")[0].GetProperty("signal").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        json.GetProperty("devices")[0].GetProperty("highestSequence").GetInt64().ShouldBe(17);
        json.GetProperty("news2").GetProperty("missing")[0].GetString().ShouldBe("oxygen-saturation");
        json.GetProperty("appliedTo").GetProperty("offset").GetInt64().ShouldBe(42);
    }

    [Fact]
    public async Task one_that_is_unknown_is_not_found() => (await Get("/v1/twins/nobody")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");

    [Fact]
    public async Task the_worklist_merges_all_desks_by_urgency()
    {
        for (var partition = 0; partition < 4; partition++)
            await Grid.Desk(partition).ReportRows([.. Enumerable.Range(0, 3).Select(i => Samples.Row($"p{partition}-{i}", partition + 10 * i))]);
        var json = (await Get("/v1/twins?limit=5")).Json;
        json.GetProperty("twins").EnumerateArray().Select(row => row.GetProperty("urgency").GetDouble()).ShouldBe([23, 22, 21, 20, 13]);
        json.GetProperty("total").GetInt32().ShouldBe(12);
        (await Get("/v1/twins?limit=0")).ShouldName("limit");
    }
}
