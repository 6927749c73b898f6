using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>What a device sent is read as Observations, posted for another twin, and read again. A whole grid, without identities.</summary>
public sealed class Signs_go_round : IAsyncLifetime
{
    private static readonly (string Code, string Value, string Unit, string Status)[] Sent =
    [
        ("8867-4", "71.25", "/min", "final"), ("59408-5", "0.96", "1", "final"), ("9279-1", "400", "/min", "final"), ("8310-5", "98.9", "[degF]", "corrected"), ("99504-3", "5.43210987", "mmol/L", "final"),
        ("67775-7", "\"V\"", "1", "final"), ("29463-7", "70.4", "kg", "final"), ("8480-6", "121", "mm[Hg]", "final"), ("9059-7", "45", "g", "final"), ("insulin-bolus", "3.5", "[iU]", "final"), ("insulin-basal-rate", "0.85", "[iU]/h", "final"),
    ];

    private WholeGrid _grid = null!;

    public async Task InitializeAsync()
    {
        _grid = await WholeGrid.Start();
    }

    [Fact]
    public async Task and_keep_code_value_unit_time_status_and_flags()
    {
        foreach (var twin in (string[])["from", "to"]) (await Send(HttpMethod.Put, $"/v1/twins/{twin}", """{"birthDate":"1961-04-30","sex":"female","heightCm":163,"weightKg":58}""")).Status.ShouldBe(HttpStatusCode.Created);
        var at = TimeProvider.System.GetUtcNow().AddHours(-1);
        var samples = string.Join(',', Sent.Select((one, place) => $$"""{"code":"{{one.Code}}","value":{{one.Value}},"unit":"{{one.Unit}}","status":"{{one.Status}}","observedAt":"{{at.AddSeconds(place):O}}"}"""));
        (await Send(HttpMethod.Post, "/v1/twins/from/vitals", $$"""{"deviceId":"monitor","sequence":1,"samples":[{{samples}}]}""")).Status.ShouldBe(HttpStatusCode.Accepted);
        var read = await Observed("from");
        read.Count.ShouldBe(Sent.Length);
        foreach (var observation in read)
        {
            observation.AsObject().Remove("id");
            observation["subject"] = new JsonObject { ["reference"] = "Patient/to" };
            var taken = await Send(HttpMethod.Post, "/fhir/Observation", observation.ToJsonString(), "application/fhir+json");
            taken.Status.ShouldBe(HttpStatusCode.Created, taken.Text);
            (await Send(HttpMethod.Post, "/fhir/Observation", observation.ToJsonString(), "application/fhir+json")).Status.ShouldBe(HttpStatusCode.OK);
        }
        foreach (var (code, _, _, _) in Sent)
        {
            var (from, to) = (await Course("from", code), await Course("to", code));
            to.ShouldBe(from, code);
        }
        (await Observed("to")).Select(Meaning).Order(StringComparer.Ordinal).ShouldBe(read.Select(Meaning).Order(StringComparer.Ordinal));
        (await Send(HttpMethod.Get, "/fhir/Patient/from")).Json.GetProperty("birthDate").GetString().ShouldBe("1961-04-30");
    }

    public async Task DisposeAsync()
    {
        await _grid.DisposeAsync();
        _grid.Logged.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>The twin's Observations, once all are there.</summary>
    private async Task<IReadOnlyList<JsonNode>> Observed(string twin)
    {
        IReadOnlyList<JsonNode> found = [];
        await Eventually.Holds(async () =>
        {
            var answer = JsonNode.Parse((await Send(HttpMethod.Get, $"/fhir/Observation?patient={twin}&date=ge2020")).Text)!;
            found = [.. (answer["entry"]?.AsArray() ?? []).Select(entry => entry!["resource"]!.DeepClone())];
            return found.Count >= Sent.Length;
        }, TimeSpan.FromMinutes(2), () => $"{found.Count} of {Sent.Length} Observations of {twin}");
        return found;
    }

    /// <summary>What the history says of a signal: instant, value, status, flags.</summary>
    private async Task<string> Course(string twin, string code)
    {
        var said = "";
        await Eventually.Holds(async () =>
        {
            var samples = (await Send(HttpMethod.Get, $"/v1/twins/{twin}/vitals?code={code}")).Json.GetProperty("samples");
            said = string.Join(';', samples.EnumerateArray().Select(one => $"{one.GetProperty("observedAt")} {one.GetProperty("value")} {one.GetProperty("status")} {(one.TryGetProperty("flags", out var flags) ? flags.ToString() : "")}"));
            return said.Length > 0;
        }, TimeSpan.FromMinutes(2), () => $"no {code} of {twin}");
        return said;
    }

    private static string Meaning(JsonNode one) => $"{one["status"]} {one["code"]!["coding"]![0]!["code"]} {one["valueQuantity"]?["value"]?.ToJsonString()} {one["valueQuantity"]?["code"]} {one["valueCodeableConcept"]?["coding"]![0]!["code"]} {one["effectiveDateTime"]} {one["meta"]!["tag"]?.ToJsonString()}";

    private Task<Answer> Send(HttpMethod method, string path, string? body = null, string type = "application/json") =>
        Answer.Of(_grid.Http.SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, type) }));
}
