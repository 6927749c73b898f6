using System.Net;
using System.Text.Json.Nodes;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Upgrades;

/// <summary>Compares what a grid answers with what an earlier version answered on the same data.</summary>
internal sealed class Remembered(JsonNode then)
{
    private JsonNode Last => then["acknowledgedLast"]!;

    public IEnumerable<string> Twins => then["twins"]!.AsObject().Select(twin => twin.Key);

    /// <summary>True once the packets that were acknowledged just before the kill are in their twin and in the history.</summary>
    public async Task<bool> LastIsApplied(GatewayProcess gateway)
    {
        var wanted = Last["samples"]!.AsArray().Count;
        var known = await History(gateway, Last["twin"]!.GetValue<string>(), Last["code"]!.GetValue<string>());
        return known.Count(sample => sample.StartsWith(Last["device"]!.GetValue<string>(), StringComparison.Ordinal)) == wanted;
    }

    public static async Task<bool> HasHeard(GatewayProcess gateway, string twin, string device) =>
        (await Answer(gateway, $"/v1/twins/{twin}"))["devices"]!.AsArray().Any(heard => heard!["deviceId"]!.GetValue<string>() == device);

    /// <param name="except">Code of a signal that something was sent of since.</param>
    public async Task EverythingIsAsItWas(GatewayProcess gateway, string? except = null)
    {
        foreach (var (twin, was) in then["twins"]!.AsObject()) await IsAsItWas(gateway, twin, was!, except);
        foreach (var was in then["alerts"]!.AsArray()) await AlertIsAsItWas(gateway, was!);
    }

    private async Task IsAsItWas(GatewayProcess gateway, string twin, JsonNode was, string? except)
    {
        var now = await Answer(gateway, $"/v1/twins/{twin}");
        Same(now["profile"]!, was["profile"]!, $"the profile of {twin}");
        foreach (var sign in was["latest"]!.AsArray().Where(_ => twin != Last["twin"]!.GetValue<string>()))
        {
            if (sign!["code"]!.GetValue<string>() == except) continue;
            var found = now["latest"]!.AsArray().Single(latest => latest!["code"]!.GetValue<string>() == sign!["code"]!.GetValue<string>())!;
            foreach (var (name, value) in sign!.AsObject()) Same(found[name]!, value!, $"{name} of the latest {sign["code"]} of {twin}");
        }
        was["organs"]!.AsArray().Select(organ => organ!.GetValue<string>()).Except(now["organs"]!.AsArray().Select(organ => organ!["organ"]!.GetValue<string>()), StringComparer.Ordinal).ShouldBeEmpty($"organs of {twin}");
        foreach (var device in was["devices"]!.AsArray())
            Same(now["devices"]!.AsArray().Single(found => found!["deviceId"]!.GetValue<string>() == device!["deviceId"]!.GetValue<string>())!, device!, $"a device of {twin}");
        now["appliedTo"]!["offset"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(was["appliedTo"]!["offset"]!.GetValue<long>());
        foreach (var (code, history) in was["history"]!.AsObject())
        {
            if (code == except) continue;
            var before = history!["samples"]!.AsArray().Select(sample => Text(sample![2]!, sample[0]!, sample[1]!, sample[3]!)).ToList();
            var known = await History(gateway, twin, code);
            known.Where(sample => twin != Last["twin"]!.GetValue<string>() || !sample.StartsWith(Last["device"]!.GetValue<string>(), StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).ShouldBe(before.Order(StringComparer.Ordinal), $"the history of {code} of {twin}");
        }
    }

    private static async Task AlertIsAsItWas(GatewayProcess gateway, JsonNode was)
    {
        var now = await Answer(gateway, $"/v1/alerts/{was["id"]}");
        foreach (var name in new[] { "twinId", "rule", "signal", "direction", "raisedAt" }) Same(now[name], was[name], $"{name} of alert {was["id"]}");
        var (steps, before) = (now["steps"]!.AsArray(), was["steps"]!.AsArray());
        for (var i = 0; i < before.Count; i++) Same(steps[i], before[i], $"step {i} of alert {was["id"]}");
    }

    private static async Task<List<string>> History(GatewayProcess gateway, string twin, string code)
    {
        var known = await Answer(gateway, $"/v1/twins/{twin}/vitals?code={code}&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&limit=10000");
        return [.. known["samples"]!.AsArray().Select(sample => Text(sample!["deviceId"]!, sample["observedAt"]!, sample["value"]!, sample["status"]!))];
    }

    /// <summary>A silo that has just started may be too busy waking twins to answer at once.</summary>
    private static async Task<JsonNode> Answer(GatewayProcess gateway, string path)
    {
        JsonNode? answer = null;
        await Eventually.Holds(async () => (answer = await TryGet(gateway, path)) is not null, TimeSpan.FromMinutes(3), () => $"GET {path} is not answered.\n{gateway.Said}");
        return answer!;
    }

    private static async Task<JsonNode?> TryGet(GatewayProcess gateway, string path)
    {
        try
        {
            return await gateway.Get(path);
        }
        catch (HttpRequestException busy) when (busy.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }
    }

    private static string Text(JsonNode device, JsonNode observedAt, JsonNode value, JsonNode status) =>
        $"{device} {observedAt.GetValue<DateTimeOffset>():O} {value.ToJsonString()} {status}";

    private static void Same(JsonNode? now, JsonNode? was, string what) =>
        JsonNode.DeepEquals(now, was).ShouldBeTrue($"{what} was {was?.ToJsonString()}, but is {now?.ToJsonString()}");
}
