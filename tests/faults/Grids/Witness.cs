using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Devices;
using TwinGrid.Readers;
using TwinGrid.Rebuilding;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Faults.Grids;

/// <summary>Looks at a grid from outside, by its API and by its twins' state in canonical words.</summary>
public static class Witness
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Waits until every record of the log has been applied and saved.</summary>
    public static async Task Settled(GridUnderTest grid)
    {
        await using var client = await grid.Grains();
        await Task.WhenAll(Enumerable.Range(0, GridSettings.Partitions).Select(partition => Patiently(() => client.Grains.GetGrain<IPartitionReader>(partition).Drain(), grid)));
    }

    /// <summary>Everything the API shows of these twins, and their clinical state.</summary>
    public static async Task<SeenGrid> See(GridUnderTest grid, IEnumerable<string> twins)
    {
        var gateway = grid.Gateways[0];
        await using var client = await grid.Grains();
        var seen = new Dictionary<string, SeenTwin>(StringComparer.Ordinal);
        foreach (var twin in twins)
        {
            var state = await Patiently(() => client.Grains.GetGrain<IRebuiltTwin>(twin).Canonical(), grid);
            var glance = await Patiently(() => gateway.Get($"/v1/twins/{twin}"), grid);
            var devices = glance["devices"]!.AsArray().ToDictionary(device => device!["deviceId"]!.GetValue<string>(), device => device!["highestSequence"]!.GetValue<long>(), StringComparer.Ordinal);
            seen[twin] = new SeenTwin(
                await Samples(grid, gateway, twin), devices, state.Parts.ToDictionary(part => part.Name, part => part.Text, StringComparer.Ordinal));
        }
        var alerts = await Patiently(() => gateway.Get("/v1/alerts?limit=1000"), grid);
        return new SeenGrid(seen, [.. alerts["alerts"]!.AsArray().Select(alert => Alert(alert!))]);
    }

    internal static SeenAlert Alert(JsonNode alert) => new(Text(alert, "id"), Text(alert, "twinId"), Text(alert, "rule"), Text(alert, "severity"));

    private static async Task<List<SeenSample>> Samples(GridUnderTest grid, GatewayProcess gateway, string twin)
    {
        var samples = new List<SeenSample>();
        foreach (var code in VitalsPlan.Codes)
        {
            for (string? next = ""; next is not null;)
            {
                var page = await Patiently(() => gateway.Get($"/v1/twins/{twin}/vitals?code={code}&limit=10000&from=1900-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&next={next}"), grid);
                samples.AddRange(page["samples"]!.AsArray().Select(sample => Sample(code, sample!)));
                next = page["next"]?.GetValue<string>();
            }
        }
        return samples;
    }

    private static SeenSample Sample(string code, JsonNode sample) => new(
        code, Text(sample, "deviceId"), DateTimeOffset.Parse(Text(sample, "observedAt"), CultureInfo.InvariantCulture), sample["value"]!.GetValue<double>(), Text(sample, "status"));

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    /// <summary>Asks until answered: a grid that has just healed may need a moment.</summary>
    private static async Task<T> Patiently<T>(Func<Task<T>> question, GridUnderTest grid)
    {
        Exception? last = null;
        (bool, T?) answer = default;
        await Eventually.Holds(
            async () =>
            {
                try
                {
                    answer = (true, await question());
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    last = error; // said if the patience ends
                }
                return answer.Item1;
            },
            Patience, () => $"The grid does not answer: {last}\n{grid.Said}");
        return answer.Item2!;
    }
}
