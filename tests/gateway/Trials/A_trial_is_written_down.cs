using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TwinGrid.Audit.Verification;
using TwinGrid.Gateway.Tests.Access;

namespace TwinGrid.Gateway.Tests.Trials;

/// <summary>A whole grid with an issuer and its audit trail on disk: what stands there of a trial, read when the gateway has stopped.</summary>
public sealed class A_trial_is_written_down : IAsyncLifetime
{
    private const int People = 13, Consenting = 12;

    private TestIssuer _issuer = null!;
    private WholeGrid _grid = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private string Researcher => _issuer.Token("researcher-1", "researcher", Identified.AllOfASystem, Now, Identified.Claim("studies", "study-1"));

    private string Operator => _issuer.Token("operator-1", "operator", Identified.AllOfASystem, Now);

    public async Task InitializeAsync()
    {
        _issuer = await TestIssuer.Start();
        _grid = await WholeGrid.Start(_issuer);
        var officer = _issuer.Token("officer-1", "privacy-officer", Identified.AllOfAUser, Now);
        var study = await Send(officer, HttpMethod.Put, "/v1/studies/study-1", $$"""{"title":"Own","status":"active","start":"{{Now.AddDays(-30):yyyy-MM-dd}}","end":"{{Now.AddDays(300):yyyy-MM-dd}}"}""");
        study.Status.ShouldBe(HttpStatusCode.Created, study.Text);
        for (var i = 0; i < People; i++)
        {
            var registered = await Send(Operator, HttpMethod.Put, $"/v1/twins/p{i}", $$"""{"birthDate":"1970-01-01","sex":"female","heightCm":165,"weightKg":{{60 + i}}}""");
            registered.Status.ShouldBe(HttpStatusCode.Created, registered.Text);
            var consent = await Send(Patient(i), HttpMethod.Put, $"/v1/twins/p{i}/consent",
                $$"""{"provision":[{"type":"permit","purpose":["research"],"actor":[{"kind":"study","id":"study-1"}],"dataClass":[{{(i < Consenting ? "\"profile\",\"vitals\",\"medication\",\"genome\"" : "\"vitals\"")}}]}]}""");
            consent.Status.ShouldBe(HttpStatusCode.OK, consent.Text);
        }
    }

    public async Task DisposeAsync()
    {
        await _grid.DisposeAsync();
        _grid.Logged.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBeEmpty();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task each_choice_of_it_and_each_patient_who_was_asked()
    {
        var own = await Ordered(Own);
        (await Send(Researcher, HttpMethod.Get, $"/v1/trials/{own}/events")).Text.ShouldContain("event: ended");
        (await Send(Researcher, HttpMethod.Get, $"/v1/trials/{own}")).Json.GetProperty("state").GetString().ShouldBe("done");
        foreach (var part in (string[])["results", "report", "results.csv", "results.parquet"])
            (await Send(Researcher, HttpMethod.Get, $"/v1/trials/{own}/{part}")).Status.ShouldBe(HttpStatusCode.OK, part);
        var long1 = await Ordered(Long);
        (await Send(Researcher, HttpMethod.Post, $"/v1/trials/{long1}/cancel")).Json.GetProperty("state").GetString().ShouldBe("cancelled");

        await _grid.Stop();
        var lines = Lines();

        lines.Single(line => line.Reason.StartsWith($"trial {own} started: Of the grid's own; protocol ", StringComparison.Ordinal)).Reason.ShouldEndWith($"seed 7; {People} patients are candidates");
        for (var i = 0; i < People; i++)
        {
            var asked = lines.Single(line => line.Twins.Contains($"Patient/p{i}", StringComparer.Ordinal) && line.Reason.Contains(own, StringComparison.Ordinal));
            (asked.Reason, asked.By, asked.Purpose).ShouldBe((i < Consenting ? $"took part in trial {own}" : $"asked for trial {own}", "researcher-1", "HRESCH"));
        }
        lines.Single(line => line.Reason.StartsWith($"trial {own}, shard 1 of 1: ", StringComparison.Ordinal)).Reason.ShouldEndWith("13 asked, 12 consented, 12 took part, sums of 12 released");
        lines.Count(line => line.Reason.StartsWith($"trial {own}: ", StringComparison.Ordinal) && line.Reason.EndsWith(" read", StringComparison.Ordinal)).ShouldBe(4, string.Join('\n', lines.Select(line => line.Reason)));
        lines.ShouldContain(line => line.Reason == $"trial {long1} cancelled");
    }

    [Fact]
    public async Task and_the_patient_finds_it_in_the_list_of_those_who_looked()
    {
        var own = await Ordered(Own);
        (await Send(Researcher, HttpMethod.Get, $"/v1/trials/{own}/events")).Text.ShouldContain("event: ended");

        await Testbed.Processes.Eventually.Holds(
            async () => (await Send(Patient(3), HttpMethod.Get, "/v1/twins/p3/accesses")).Json.GetProperty("accesses").EnumerateArray().Any(row => row.GetProperty("what").GetString() == "POST /v1/trials" && row.GetProperty("by").GetString() == "researcher-1"),
            TimeSpan.FromMinutes(2), () => "The trial is not in the patient's list.");
    }

    private async Task<string> Ordered(string protocol)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/trials") { Content = new StringContent(protocol, Encoding.UTF8, "application/yaml") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Researcher);
        var answer = await Answer.Of(_grid.Http.SendAsync(request));
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Text);
        return answer.Json.GetProperty("id").GetString()!;
    }

    /// <summary>The trail, which must hold, with its signed anchors.</summary>
    private List<Line> Lines()
    {
        var audit = Path.Combine(_grid.Data, "audit");
        var verdict = TrailVerifier.Verify(Path.Combine(audit, "gateway"), Path.Combine(audit, "anchors", "gateway.anchors"), File.ReadAllText(Path.Combine(audit, "gateway.signing-key.public.pem")));
        verdict.Finding.ShouldBeNull();
        verdict.AnchoredTo.ShouldBe(verdict.Entries, "the last anchor is signed when the gateway stops");
        return [.. Directory.EnumerateFiles(Path.Combine(audit, "gateway"), "*.audit").SelectMany(File.ReadLines).Where(line => line.Contains('{', StringComparison.Ordinal)).Select(line => Line.Of(line[line.IndexOf('{', StringComparison.Ordinal)..]))];
    }

    private string Patient(int i) => _issuer.Token($"person-{i}", "patient", Identified.AllOfAPatient, Now, Identified.Claim("patient", $"p{i}"));

    private Task<Answer> Send(string token, HttpMethod method, string path, string? json = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Answer.Of(_grid.Http.SendAsync(request));
    }

    /// <summary>A line of the trail, as its reader finds it.</summary>
    private sealed record Line(string Reason, string By, string Purpose, IReadOnlyList<string> Twins)
    {
        public static Line Of(string json)
        {
            var root = JsonDocument.Parse(json).RootElement;
            var about = root.GetProperty("entity").EnumerateArray().Select(entity => entity.TryGetProperty("what", out var what) && what.TryGetProperty("reference", out var reference) ? reference.GetString()! : "");
            var why = root.GetProperty("purposeOfEvent")[0];
            return new(why.TryGetProperty("text", out var text) ? text.GetString()! : "", root.GetProperty("agent")[2].GetProperty("who").GetProperty("identifier").GetProperty("value").GetString()!,
                why.GetProperty("coding")[0].GetProperty("code").GetString()!, [.. about.Where(reference => reference.StartsWith("Patient/", StringComparison.Ordinal))]);
        }
    }

    private const string Own = """
        id: own
        title: Of the grid's own
        seed: 7
        population:
          source: grid
          cohort: { ageFrom: 18 }
          size: 1000
          variables:
            weight: { distribution: normal, mean: 70, sd: 10 }
        model: { kind: continuous, mean: weight, sd: 1 }
        arms:
          - name: control
          - { name: treated, effect: 2 }
        allocation: { method: simple }
        visits:
          - { name: end, day: 84 }
        endpoints:
          - { name: Value at the end, kind: change, of: value, visit: end }
        """;

    private const string Long = """
        id: long
        title: Longer than the test
        seed: 1
        population: { size: 2000000, variables: { BSA: 1.8 } }
        model: { kind: neutropenia, parameters: friberg-2002, days: 700 }
        arms:
          - { name: low, drug: docetaxel, dose: 60, per: m2, regimen: over 1 h every 21 d x 30 }
          - { name: high, drug: docetaxel, dose: 100, per: m2, regimen: over 1 h every 21 d x 30 }
        endpoints:
          - { name: Nadir, kind: change, of: nadir }
        """;
}
