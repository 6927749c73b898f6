using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Tests.Fakes;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>A gateway before records in the embedded storage; without identities.</summary>
public abstract class Records : Gateway
{
    private KeptRecords _kept = null!;

    protected StoredRecords Stored => _kept.Stored;

    public override async Task InitializeAsync()
    {
        _kept = await KeptRecords.Open(VaultPlace, Time);
        Grid.Records = Stored.AsGrain();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await _kept.DisposeAsync();
        await base.DisposeAsync();
    }

    protected Task<Answer> Send(HttpMethod method, string path, string? body = null, string type = "application/fhir+json", params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type)) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return Answer.Of(Http.SendAsync(request));
    }

    protected Task<Answer> Sent(string body) => Send(HttpMethod.Post, "/fhir", body);

    protected const string Patient = """{"resourceType":"Patient","id":"p1","name":[{"family":"Canaryfield"}],"gender":"female","birthDate":"1961-04-30"}""";

    /// <summary>Puts patient p1 in.</summary>
    protected async Task Known() => (await Send(HttpMethod.Put, "/fhir/Patient/p1", Patient)).Status.ShouldBe(System.Net.HttpStatusCode.Created);

    protected static string Pulse(string value = "72", string unit = "/min", string at = "2026-03-01T11:00:00Z", string status = "final", string more = "") =>
        $$$"""{"resourceType":"Observation","status":"{{{status}}}","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"{{{at}}}","valueQuantity":{"value":{{{value}}},"unit":"{{{unit}}}","system":"http://unitsofmeasure.org","code":"{{{unit}}}"}{{{more}}}}""";

    protected static JsonObject Json(Answer answer) => JsonNode.Parse(answer.Text)!.AsObject();
}

/// <summary>What an answer of FHIR must be.</summary>
internal static class Outcomes
{
    /// <summary>Asserts an OperationOutcome, and that it names an element where one is expected.</summary>
    public static Answer ShouldBeOutcome(this Answer answer, int status, string? expression = null)
    {
        ((int)answer.Status).ShouldBe(status, answer.Text);
        answer.MediaType!.MediaType.ShouldBe("application/fhir+json");
        answer.Json.GetProperty("resourceType").GetString().ShouldBe("OperationOutcome");
        var issues = answer.Json.GetProperty("issue").EnumerateArray().ToList();
        issues.ShouldNotBeEmpty();
        issues[0].GetProperty("diagnostics").GetString().ShouldNotBeNullOrEmpty();
        if (expression is not null) issues.SelectMany(issue => issue.TryGetProperty("expression", out var named) ? named.EnumerateArray().Select(one => one.GetString()) : []).Any(named => named == expression).ShouldBeTrue(answer.Text);
        return answer;
    }
}
