using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Gateway.Api.Fhir.Types;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>The capability statement beside what answers.</summary>
public sealed class What_is_listed_is_served : Records
{
    [Fact]
    public async Task every_interaction_parameter_and_inclusion_that_is_listed_answers()
    {
        await Known();
        var (tried, wrong) = (0, new List<string>());
        foreach (var resource in (await Listed()).EnumerateArray().Where(resource => RecordTypes.Find(resource.GetProperty("type").GetString()) is not null && resource.TryGetProperty("interaction", out _)))
        {
            var type = resource.GetProperty("type").GetString()!;
            await Expect($"/fhir/{type}?_count=1", HttpStatusCode.OK);
            await Expect($"/fhir/{type}/that-is-not-there", HttpStatusCode.NotFound);
            await Expect($"/fhir/{type}/that-is-not-there/_history", HttpStatusCode.NotFound);
            foreach (var parameter in resource.GetProperty("searchParam").EnumerateArray())
            {
                var (name, kind) = (parameter.GetProperty("name").GetString()!, parameter.GetProperty("type").GetString());
                if (name == "identifier" && type == "Patient") continue; // in a body alone
                await Expect($"/fhir/{type}?{name}={(kind == "date" ? "ge2026-01-01" : "x")}", HttpStatusCode.OK);
            }
            foreach (var include in resource.GetProperty("searchInclude").EnumerateArray()) await Expect($"/fhir/{type}?_include={include.GetString()}", HttpStatusCode.OK);
            foreach (var include in resource.GetProperty("searchRevInclude").EnumerateArray()) await Expect($"/fhir/{type}?_revinclude={include.GetString()}", HttpStatusCode.OK);
            foreach (var wrongly in (string[])["nonsense=1", "_has:Observation:patient:code=1", "_text=x", "_query=x", "_filter=x"]) await Expect($"/fhir/{type}?{wrongly}", HttpStatusCode.BadRequest);
        }
        wrong.ShouldBeEmpty();
        tried.ShouldBeGreaterThan(500);

        async Task Expect(string path, HttpStatusCode status)
        {
            tried++;
            var answer = await Get(path);
            if (answer.Status != status || (status != HttpStatusCode.OK && answer.Json.GetProperty("resourceType").GetString() != "OperationOutcome")) wrong.Add($"{path} {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task every_route_is_listed()
    {
        var listed = (await Listed()).EnumerateArray().ToList();
        listed.Where(resource => resource.TryGetProperty("interaction", out _)).Select(resource => resource.GetProperty("type").GetString()).ShouldBe([.. RecordTypes.All.Select(type => type.Name), "Subscription"], ignoreOrder: true);
        var rest = (await Get("/fhir/metadata")).Json.GetProperty("rest")[0];
        var operations = Operations(rest).Concat(listed.SelectMany(resource => Operations(resource).Select(name => $"{resource.GetProperty("type").GetString()} {name}"))).ToHashSet(StringComparer.Ordinal);
        var served = Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(route => route.RoutePattern.RawText!.Trim('/').Split('/'))
            .Where(parts => parts[0] == "fhir" && parts.Any(part => part.StartsWith('$'))).Select(parts => (parts.Length > 2 ? $"{parts[1]} " : "") + Array.Find(parts, part => part.StartsWith('$'))![1..])
            .Where(name => !name.Contains("export-", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal); // where an export is followed is said by its answer
        operations.ShouldBe(served, ignoreOrder: true);
    }

    [Theory]
    [InlineData("GET", "/fhir/Starship", 404), InlineData("GET", "/fhir/Starship/1", 404), InlineData("GET", "/fhir/$nonsense", 404), InlineData("GET", "/fhir/Patient/p1/$nonsense", 404), InlineData("GET", "/fhir/Observation/o1/$everything", 404)]
    [InlineData("DELETE", "/fhir/Patient/p1", 405), InlineData("PATCH", "/fhir/Patient/p1", 405), InlineData("GET", "/fhir", 405), InlineData("GET", "/fhir/_history", 404), InlineData("GET", "/fhir/Patient/p1/_history/1/2", 404)]
    public async Task what_is_not_listed_is_answered_with_an_outcome(string method, string path, int status)
    {
        await Known();
        (await Send(new HttpMethod(method), path)).ShouldBeOutcome(status);
    }

    private async Task<JsonElement> Listed() => (await Get("/fhir/metadata")).Json.GetProperty("rest")[0].GetProperty("resource");

    private static IEnumerable<string> Operations(JsonElement of) => of.TryGetProperty("operation", out var operations) ? operations.EnumerateArray().Select(one => one.GetProperty("name").GetString()!) : [];
}
