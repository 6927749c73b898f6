using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Tests.Fhir;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Clinic;

/// <summary>Processes of their own: PostgreSQL, a silo, gateways. What is promised is at least once, in order, and nothing lost.</summary>
public sealed class A_subscriber_is_told_by_any_gateway
{
    /// <summary>A gateway that is gone holds a subscription for half a minute more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentQueue<string> _written = new();

    [SkippableFact]
    public async Task what_is_written_at_one_is_told_whoever_took_the_subscription_and_whichever_of_them_is_killed()
    {
        await using var postgres = await PostgresServer.Start();
        await using var hook = await Hook.Start();
        await using var silo = await SiloProcess.OfClinic(postgres.ConnectionString());
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["TwinGrid__Cluster"] = "PostgreSql", ["TwinGrid__PostgreSql"] = postgres.ConnectionString(), ["TwinGrid__Subscriptions__Endpoints__0"] = hook.Address };
        await using var first = await GatewayProcess.Start([], settings).Ready();
        await using var second = await GatewayProcess.Start([], settings).Ready();

        await Sent(first, HttpMethod.Put, "/fhir/Patient/p1", """{"resourceType":"Patient","id":"p1","birthDate":"1961-04-30","gender":"female"}""");
        var subscription = (string)(await Sent(first, HttpMethod.Post, "/fhir/Subscription", $$$"""
            {"resourceType":"Subscription","status":"requested","reason":"ward 7","criteria":"Observation?code=http://loinc.org|8867-4","channel":{"type":"rest-hook","endpoint":"{{{hook.Address}}}","payload":"application/fhir+json"}}
            """))["id"]!;
        await Eventually.Holds(async () => (string?)(await second.Get($"/fhir/Subscription/{subscription}"))["status"] == "active", Patience, () => $"It never became active.\n{first.Said}\n{second.Said}");

        await Written(second, 20);
        await IsTold(hook, second);

        var writing = Written(second, 60);
        await first.Kill();
        await writing;
        await IsTold(hook, second);

        await using var third = await GatewayProcess.Start([], settings).Ready();
        await Written(third, 20);
        await second.Kill();
        await Written(third, 20);
        await IsTold(hook, third);
        (await third.Get($"/fhir/Subscription/{subscription}"))["error"].ShouldBeNull();
    }

    /// <summary>Heart rates, a minute apart; beside each something that the subscriber did not ask for.</summary>
    private async Task Written(GatewayProcess gateway, int many)
    {
        for (var i = 0; i < many; i++)
        {
            var at = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(_written.Count);
            _written.Enqueue((string)(await Sent(gateway, HttpMethod.Post, "/fhir/Observation", Observation("8867-4", at)))["id"]!);
            await Sent(gateway, HttpMethod.Post, "/fhir/Observation", Observation("9279-1", at));
        }
    }

    /// <summary>All is told that was written and asked for, in order, and nothing else.</summary>
    private async Task IsTold(Hook hook, GatewayProcess gateway)
    {
        await Eventually.Holds(() => _written.All(Told(hook).Contains), Patience, () => $"{_written.Except(Told(hook), StringComparer.Ordinal).Count()} of {_written.Count} were never told.\n{gateway.Said}");
        Told(hook).Distinct(StringComparer.Ordinal).ShouldBe(_written);
    }

    private static List<string> Told(Hook hook) => [.. hook.Told.Where(call => call.Method == "PUT").Select(call => call.Path.Split('/')[^1])];

    private static string Observation(string code, DateTimeOffset at) =>
        $$$"""{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"{{{code}}}"}]},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"{{{at:yyyy-MM-ddTHH:mm:ssZ}}}","valueQuantity":{"value":17,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}""";

    private static async Task<JsonNode> Sent(GatewayProcess gateway, HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/fhir+json") };
        using var answer = await gateway.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.OK);
        return JsonNode.Parse(text)!;
    }
}
