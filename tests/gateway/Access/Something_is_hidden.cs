using System.Diagnostics;
using System.Net;
using TwinGrid.Access;
using Xunit.Abstractions;

namespace TwinGrid.Gateway.Tests.Access;

public sealed class Something_is_hidden(ITestOutputHelper output) : Identified
{
    public static TheoryData<string, string, string?> Routes() => new()
    {
        { "GET", "/v1/twins/{0}", null },
        { "GET", "/v1/twins/{0}?asOf=2026-03-01T08:00:00Z", null },
        { "GET", "/v1/twins/{0}/vitals?code=glucose", null },
        { "GET", "/v1/twins/{0}/vitals", null },
        { "GET", "/v1/twins/{0}/forecast?signal=glucose", null },
        { "GET", "/v1/twins/{0}/course?signal=glucose", null },
        { "GET", "/v1/twins/{0}/events", null },
        { "POST", "/v1/twins/{0}/whatif", "{}" },
        { "POST", "/v1/twins/{0}/vitals", "{}" },
        { "GET", "/v1/alerts/{0}~0123456789abcdef", null },
    };

    [Theory, MemberData(nameof(Routes))]
    public async Task a_twin_that_may_not_be_seen_is_answered_as_one_that_is_not_there(string method, string path, string? json)
    {
        foreach (var token in (string[])[Patient("a"), Clinician("ward-1")])
        {
            var forbidden = await As(token, new HttpMethod(method), string.Format(null, path, "b"), json);
            var unknown = await As(token, new HttpMethod(method), string.Format(null, path, "x"), json);
            forbidden.Status.ShouldBe(HttpStatusCode.NotFound);
            Bare(forbidden, "b").ShouldBe(Bare(unknown, "x"));
        }
        Grid.Twin("b").ProfileQuestions.ShouldBe(0, "the twin must not even be asked");
    }

    [Fact]
    public async Task refusals_leave_at_the_same_beat_however_long_the_decision_took()
    {
        Verdicts.Rule = request =>
        {
            if (request.Twin.Value == "b") Spin(TimeSpan.FromMilliseconds(12)); // a consent that had to be fetched
            return false;
        };
        var token = Clinician();
        await GetAs(token, "/v1/twins/x");
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var round = 0; round < 12; round++)
        {
            known.Add(await Took(token, "b"));
            unknown.Add(await Took(token, "x"));
        }
        output.WriteLine($"medians: {Median(known):f1} ms for a twin that is there, {Median(unknown):f1} ms for one that is not");
        known.Concat(unknown).ShouldAllBe(took => took >= 49, "ms: none leaves before the first beat, so what was decided before it does not show");

        async Task<double> Took(string token, string twin)
        {
            var began = Stopwatch.GetTimestamp();
            (await GetAs(token, $"/v1/twins/{twin}")).Status.ShouldBe(HttpStatusCode.NotFound);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
    }

    [Fact]
    public async Task a_refusal_stands_in_the_audit_trail_with_its_twin_and_purpose()
    {
        await GetAs(Clinician(), "/v1/twins/b/forecast?signal=glucose");
        var entry = Trail.Entries.ShouldHaveSingleItem();
        entry.Decision.Permitted.ShouldBeFalse();
        entry.Twins.Single().Value.ShouldBe("b");
        entry.Route.ShouldBe("GET /v1/twins/{id}/forecast");
        (entry.Purpose, entry.Data).ShouldBe((Purpose.Care, DataClass.Forecasts));
    }

    [Fact]
    public async Task what_cannot_be_written_down_is_not_answered()
    {
        Trail.IsFull = true;
        foreach (var token in (string?[])[Patient(), Clinician("ward-2"), null])
            (await GetAs(token, "/v1/twins/a/forecast?signal=glucose")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task what_cannot_be_decided_is_not_answered()
    {
        Verdicts.Fault = new TimeoutException();
        (await GetAs(Patient(), "/v1/twins/a/forecast?signal=glucose")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "grid-unavailable");
    }

    [Fact]
    public async Task a_purpose_is_handed_to_the_consent_and_nonsense_is_refused()
    {
        (await Ask("research")).Status.ShouldBe(HttpStatusCode.OK);
        Verdicts.Asked.Last().Purpose.ShouldBe(Purpose.Research);
        (await Ask("curiosity")).ShouldName("X-Purpose-Of-Use");

        Task<Answer> Ask(string purpose)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/v1/twins/a/forecast?signal=glucose");
            request.Headers.Add("Authorization", $"Bearer {Patient()}");
            request.Headers.Add("X-Purpose-Of-Use", purpose);
            return Answer.Of(Http.SendAsync(request));
        }
    }

    private static string Bare(Answer answer, string twin) => answer.Text.Replace($"'{twin}", "'?", StringComparison.Ordinal).Replace($"/{twin}", "/?", StringComparison.Ordinal);

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static void Spin(TimeSpan length)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < length;) Thread.SpinWait(100);
    }
}
