using System.Net;
using System.Text.Json;
using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>What a twin foresees, what it raises, and what its devices measured, by the ways of FHIR.</summary>
public sealed class A_twin_is_asked_in_FHIR : Records
{
    private const string Model = "trend/1", Rule = "forecast-crossing/2 + trend/1";

    private static readonly TwinId Twin = TwinId.Parse("p1");

    [Theory]
    [InlineData("RiskAssessment", 1)]
    [InlineData("DetectedIssue", 1)]
    [InlineData("Flag", 1)]
    [InlineData("Provenance", 2)]
    [InlineData("Device", 1)]
    public async Task each_kind_is_found_and_each_that_is_found_is_read(string type, int count)
    {
        await Speaking();
        var found = (await Get($"/fhir/{type}?patient=p1")).Json;
        found.GetProperty("total").GetInt32().ShouldBe(count);
        foreach (var resource in Resources(found))
        {
            resource.GetProperty("resourceType").GetString().ShouldBe(type);
            var read = await Get($"/fhir/{type}/{resource.GetProperty("id").GetString()}");
            read.Status.ShouldBe(HttpStatusCode.OK, read.Text);
            JsonElement.DeepEquals(read.Json, resource).ShouldBeTrue();
            (await Get($"/fhir/{type}/{resource.GetProperty("id").GetString()}?_format=xml")).Text.ShouldContain($"<{type} xmlns=\"http://hl7.org/fhir\">");
            (await Get($"/fhir/{type}/{resource.GetProperty("id").GetString()}/_history/{resource.GetProperty("meta").GetProperty("versionId").GetString()}")).Status.ShouldBe(HttpStatusCode.OK);
        }
        (await Get($"/fhir/{type}?patient=p1&_count=0")).Json.GetProperty("total").GetInt32().ShouldBe(count);
        (await Get($"/fhir/{type}?patient=p2")).Json.GetProperty("total").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task a_forecast_says_its_quantiles_and_what_it_stands_on()
    {
        await Speaking();
        var risk = Resources((await Get("/fhir/RiskAssessment?patient=p1&code=8867-4")).Json).ShouldHaveSingleItem();
        risk.GetProperty("prediction").EnumerateArray().Select(one => one.GetProperty("probabilityDecimal").GetDouble()).ShouldBe([.05, .25, .5, .75, .95]);
        risk.GetProperty("method").GetProperty("text").GetString().ShouldBe(Model);
        var basis = risk.GetProperty("basis")[0].GetProperty("reference").GetString()!;
        var measured = (await Get($"/fhir/{basis}")).Json;
        (measured.GetProperty("valueQuantity").GetProperty("value").GetDouble(), measured.GetProperty("effectiveDateTime").GetString()).ShouldBe((81.5, "2026-03-01T11:59:00Z"));
        var foreseen = Resources((await Get("/fhir/Observation?patient=p1&category=urn:twingrid:category|foreseen")).Json).ToList();
        foreseen.Count.ShouldBe(4);
        (await Get($"/fhir/Observation/{foreseen[2].GetProperty("id").GetString()}")).Json.GetProperty("effectiveDateTime").GetString().ShouldBe("2026-03-01T15:00:00Z");
        foreseen.ShouldAllBe(one => one.GetProperty("derivedFrom")[0].GetProperty("reference").GetString() == basis && one.GetProperty("status").GetString() == "preliminary");
        Resources((await Get("/fhir/RiskAssessment?patient=p1&code=9279-1")).Json).ShouldBeEmpty();
        Resources((await Get($"/fhir/Provenance?patient=p1")).Json).SelectMany(one => one.GetProperty("target").EnumerateArray()).Select(one => one.GetProperty("reference").GetString()!).ShouldContain($"RiskAssessment/{risk.GetProperty("id").GetString()}", StringComparer.Ordinal);
        Trail.Entries.Where(entry => entry.Route == "GET /fhir/RiskAssessment").SelectMany(entry => entry.ModelVersions).ShouldContain(Model, StringComparer.Ordinal);
    }

    [Fact]
    public async Task what_is_foreseen_is_never_among_what_was_measured()
    {
        await Speaking();
        var pulses = Resources((await Get("/fhir/Observation?patient=p1&code=8867-4")).Json).ToList();
        pulses.ShouldHaveSingleItem().GetProperty("status").GetString().ShouldBe("final");
        (await Get($"/fhir/Observation/{pulses[0].GetProperty("id").GetString()}?_format=xml")).Text.ShouldContain("<valueQuantity>");
    }

    [Fact]
    public async Task who_is_registered_and_has_no_record_is_a_patient_all_the_same()
    {
        await Registered("p9");
        (await Get("/fhir/Patient/p9")).Json.GetProperty("birthDate").GetString().ShouldBe("1961-04-30");
        Resources((await Get("/fhir/Patient?_id=p9")).Json).ShouldHaveSingleItem().GetProperty("gender").GetString().ShouldBe("female");
        Resources((await Get("/fhir/Patient/p9/$everything")).Json).ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe("p9");
        (await Get("/fhir/Patient/p8")).ShouldBeOutcome(404);
    }

    [Fact]
    public async Task an_alert_is_an_issue_and_a_flag_with_one_provenance()
    {
        await Speaking();
        var issue = Resources((await Get("/fhir/DetectedIssue?patient=p1")).Json).ShouldHaveSingleItem();
        (issue.GetProperty("severity").GetString(), issue.GetProperty("detail").GetString()).ShouldBe(("high", "Heart rate 140 /min is foreseen"));
        Resources((await Get("/fhir/Flag?patient=p1&status=active")).Json).ShouldHaveSingleItem();
        Resources((await Get("/fhir/Flag?patient=p1&status=inactive")).Json).ShouldBeEmpty();
        var of = Resources((await Get($"/fhir/Provenance?patient=p1&target=DetectedIssue/{issue.GetProperty("id").GetString()}")).Json).ShouldHaveSingleItem();
        of.GetProperty("agent")[0].GetProperty("who").GetProperty("display").GetString().ShouldBe(Rule);
    }

    [Fact]
    public async Task everything_holds_it_page_by_page()
    {
        await Speaking();
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse());
        var (seen, next) = (new List<string>(), "/fhir/Patient/p1/$everything?_count=3");
        while (next is not null)
        {
            var page = (await Get(next)).Json;
            seen.AddRange(Resources(page).Select(one => $"{one.GetProperty("resourceType").GetString()}/{one.GetProperty("id").GetString()}"));
            next = page.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == "next").Select(link => new Uri(link.GetProperty("url").GetString()!).PathAndQuery).SingleOrDefault()!;
        }
        seen.Distinct(StringComparer.Ordinal).Count().ShouldBe(seen.Count);
        seen.GroupBy(name => name.Split('/')[0], StringComparer.Ordinal).ToDictionary(kind => kind.Key, kind => kind.Count(), StringComparer.Ordinal).ShouldBe(new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["Patient"] = 1, ["Observation"] = 1 + 4 + 1, ["RiskAssessment"] = 1, ["DetectedIssue"] = 1, ["Flag"] = 1, ["Provenance"] = 2, ["Device"] = 1,
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task the_operation_twin_answers_all_in_one_bundle()
    {
        await Speaking();
        var bundle = (await Get("/fhir/Patient/p1/$twin")).Json;
        bundle.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource").GetProperty("resourceType").GetString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ShouldBe(["DetectedIssue", "Flag", "Observation", "Provenance", "RiskAssessment"]);
        (await Get("/fhir/Patient/nobody/$twin")).ShouldBeOutcome(404);
    }

    [Fact]
    public async Task streamed_signs_are_found_by_code_and_date_a_page_at_a_time_with_their_flags()
    {
        await Known();
        for (var minute = 0; minute < 30; minute++) Streamed(Signal.HeartRate, 60 + minute, Noon.AddHours(-1).AddMinutes(minute), flags: minute == 29 ? SampleFlags.Impossible : SampleFlags.None);
        Streamed(Signal.HeartRate, 99, Noon.AddHours(-1), device: "watch");
        Streamed(Signal.HeartRate, 1, Noon.AddHours(-1), device: "record");
        var (seen, next) = (new List<JsonElement>(), "/fhir/Observation?patient=p1&code=http://loinc.org|8867-4&date=ge2026-03-01T11:00:00Z&_count=7");
        while (next is not null)
        {
            var page = (await Get(next)).Json;
            page.GetProperty("total").GetInt32().ShouldBe(31);
            Resources(page).Count().ShouldBeLessThanOrEqualTo(7);
            seen.AddRange(Resources(page));
            next = page.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == "next").Select(link => new Uri(link.GetProperty("url").GetString()!).PathAndQuery).SingleOrDefault()!;
        }
        seen.Select(one => one.GetProperty("id").GetString()).Distinct(StringComparer.Ordinal).Count().ShouldBe(31);
        seen.Select(one => one.GetProperty("valueQuantity").GetProperty("value").GetDouble()).Order().ShouldBe([.. Enumerable.Range(60, 30).Select(value => (double)value), 99]);
        seen.Where(one => one.GetProperty("meta").TryGetProperty("tag", out _)).ShouldHaveSingleItem().GetProperty("meta").GetProperty("tag")[0].GetProperty("code").GetString().ShouldBe("impossible");
        (await Get("/fhir/Observation?patient=p1&code=8867-4&date=lt2026-03-01T11:05:00Z&_count=0")).Json.GetProperty("total").GetInt32().ShouldBe(6);
        (await Get("/fhir/Observation?patient=p1&code=9279-1")).Json.GetProperty("total").GetInt32().ShouldBe(0);
        var watch = seen.Single(one => one.GetProperty("valueQuantity").GetProperty("value").GetDouble() == 99).GetProperty("device").GetProperty("reference").GetString();
        (await Get($"/fhir/Observation?patient=p1&device={watch}")).Json.GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task nobody_writes_what_a_twin_says()
    {
        await Known();
        (await Send(HttpMethod.Put, "/fhir/RiskAssessment/tg.f.1.p1", """{"resourceType":"RiskAssessment","id":"tg.f.1.p1","status":"final","subject":{"reference":"Patient/p1"}}""")).ShouldBeOutcome(422);
    }

    [Theory]
    [InlineData("tg.")]
    [InlineData("tg.f.1")]
    [InlineData("tg.f.x.p1")]
    [InlineData("tg.m.1.zzzzzzzzzzzzzzzz.00000000.p1")]
    [InlineData("tg.m.60000.1.00000000.p1")]
    [InlineData("tg.pppp")]
    [InlineData("tg.q.1.p1")]
    public async Task an_id_that_means_nothing_is_not_there(string id)
    {
        await Speaking();
        (await Get($"/fhir/Observation/{id}")).ShouldBeOutcome(404);
    }

    private static IEnumerable<JsonElement> Resources(JsonElement bundle) => bundle.TryGetProperty("entry", out var entries) ? entries.EnumerateArray().Select(entry => entry.GetProperty("resource")) : [];

    private void Streamed(Signal signal, double value, DateTimeOffset at, string device = "monitor", SampleFlags flags = SampleFlags.None) =>
        Grid.History("p1").Known.Add((signal, new HistoryPoint(at, value, device, SampleStatus.Final, flags)));

    /// <summary>Patient p1, whose twin foresees a heart rate and has an alert open.</summary>
    private async Task Speaking()
    {
        await Known();
        var at = Noon.AddMinutes(-1);
        Streamed(Signal.HeartRate, 81.5, at);
        double[][] courses = [.. Forecast.StandardLevels.Select(level => Enumerable.Range(0, 9).Select(place => 80 + level * 10 + place).ToArray())];
        var forecast = new Forecast(Signal.HeartRate, Noon, Noon, TimeSpan.FromMinutes(30), [.. Forecast.StandardLevels], courses, Model, TimeSpan.FromMinutes(1), null);
        var alert = new Alert(AlertIds.Of(Twin, "forecast-crossing", Signal.HeartRate, Direction.High, null, Noon), Twin, "forecast-crossing", Severity.High, Signal.HeartRate, Direction.High, 140, "/min", Trend.Rising, Noon, null, AlertState.Raised,
            "Heart rate 140 /min is foreseen", Rule, null, null, 1, []);
        Grid.Twin("p1").AtAGlance = profile => new TwinGlance(Twin, profile, [new LatestSign(Signal.HeartRate, 81.5, at, "monitor", Trend.Steady, 0, 0)], [], [forecast], [alert], [new DeviceMark("monitor", 7, at, null)], null, new LogPosition(0, 1));
        Grid.Twin("p1").Ahead = (_, _) => forecast;
        await Grid.Twin("p1").Register(new PatientProfile(new DateOnly(1961, 4, 30), Sex.Female, 163, 58, [], DiabetesType.None));
    }
}
