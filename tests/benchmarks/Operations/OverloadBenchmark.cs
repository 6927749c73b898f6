using System.Diagnostics;
using System.Net.Http.Json;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Benchmarks.Operations;

/// <summary>
/// <c>overload</c>, <c>overload-short</c>: an embedded grid under at least twice what it can carry, for ten minutes (one minute): senders who take no notice of a refusal send as
/// fast as they are answered, and what was offered is told beside what was accepted. Afterwards they stop, and every accepted packet is looked for.
/// </summary>
internal static class OverloadBenchmark
{
    private const int Twins = 2_000;
    private const int Streams = 8;
    private const int Checked = 400;

    private static readonly TimeSpan Finding = TimeSpan.FromSeconds(45), Found = TimeSpan.FromSeconds(15), Look = TimeSpan.FromSeconds(5);

    public static IAsyncEnumerable<Measurement> TenMinutes() => Run(TimeSpan.FromMinutes(10));

    public static IAsyncEnumerable<Measurement> OneMinute() => Run(TimeSpan.FromMinutes(1));

    private static async IAsyncEnumerable<Measurement> Run(TimeSpan length)
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await GatewayProcess.Embedded(folder.Path, "--TwinGrid:Admission:LagSeconds=10");
        string[] twins = [.. Enumerable.Range(0, Twins).Select(n => $"bench-{n}")];
        await Parallel.ForEachAsync(twins, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (twin, _) => await gateway.Register(twin));

        var flood = new Flood(gateway.Http, twins);
        var capacity = await Capacity(flood);
        var (accepted, refused, other) = (flood.Accepted, flood.Refused, flood.Other);
        var memory = new List<long>();
        using var stop = new CancellationTokenSource();
        var sending = flood.Send(Streams, packetsPerSecond: null, stop.Token);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < length)
        {
            await Task.Delay(Look, TimeProvider.System);
            memory.Add(ResidentMegabytes(gateway));
        }
        await stop.CancelAsync();
        await sending;
        (accepted, refused, other) = (flood.Accepted - accepted, flood.Refused - refused, flood.Other - other);
        var seconds = watch.Elapsed.TotalSeconds;
        var recovered = await Recovery(gateway);
        var wrong = await Wrong(gateway, flood, twins);
        yield return new Measurement("memory under overload", memory.Max(), "MB resident at most", new() { ["after the first tenth"] = memory[memory.Count / 10] },
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["minutes"] = length.TotalMinutes, ["capacityPacketsPerSecond"] = Math.Round(capacity), ["offeredPacketsPerSecond"] = Math.Round((accepted + refused + other) / seconds),
                ["offeredByCapacity"] = Math.Round((accepted + refused + other) / seconds / Math.Max(capacity, accepted / seconds), 2),
                ["acceptedPacketsPerSecond"] = Math.Round(accepted / seconds), ["accepted"] = accepted, ["refused429"] = refused, ["answeredOtherwise"] = other,
                ["memoryMBByTenths"] = Enumerable.Range(0, 10).Select(tenth => memory[tenth * memory.Count / 10]).ToArray(),
                ["secondsUntilServiceIsBack"] = Math.Round(recovered.TotalSeconds, 1), ["twinsChecked"] = Checked, ["twinsWithLostOrDoubledPackets"] = wrong,
                ["twins"] = Twins, ["samplesAPacket"] = 5, ["streams"] = Streams, ["cores"] = Environment.ProcessorCount,
                ["where"] = "gateway with embedded silo, SQLite; LagSeconds 10; the senders are another process on the same cores",
            });
    }

    /// <summary>Packets a second that are accepted while more come than can be.</summary>
    private static async Task<double> Capacity(Flood flood)
    {
        using var stop = new CancellationTokenSource();
        var sending = flood.Send(Streams, packetsPerSecond: null, stop.Token);
        await Task.Delay(Finding, TimeProvider.System);
        var (before, watch) = (flood.Accepted, Stopwatch.StartNew());
        await Task.Delay(Found, TimeProvider.System);
        var capacity = (flood.Accepted - before) / watch.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await sending;
        return capacity;
    }

    private static async Task<TimeSpan> Recovery(GatewayProcess gateway)
    {
        var watch = Stopwatch.StartNew();
        for (var sequence = 1; ; sequence++)
        {
            using var answer = await gateway.Http.PostAsJsonAsync("/v1/twins/bench-0/vitals", new
            {
                deviceId = "thermometer", sequence, samples = new[] { new { code = "8310-5", value = 36.8, unit = "Cel", observedAt = TimeProvider.System.GetUtcNow() } },
            });
            if (answer.IsSuccessStatusCode) return watch.Elapsed;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>Twins whose history does not hold each accepted packet once.</summary>
    private static async Task<int> Wrong(GatewayProcess gateway, Flood flood, string[] twins)
    {
        var wrong = 0;
        foreach (var twin in twins.Where((_, n) => n % (Twins / Checked) == 0))
        {
            var watch = Stopwatch.StartNew();
            while (await Known(gateway, twin) != flood.AcceptedOf(twin))
            {
                if (watch.Elapsed > TimeSpan.FromMinutes(1))
                {
                    wrong++;
                    break;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            }
        }
        return wrong;
    }

    private static async Task<long> Known(GatewayProcess gateway, string twin) =>
        (await gateway.Get($"/v1/twins/{twin}/vitals?code=8867-4&limit=1"))["total"]!.GetValue<long>();

    private static long ResidentMegabytes(GatewayProcess gateway)
    {
        using var process = Process.GetProcessById(gateway.Id);
        return process.WorkingSet64 >> 20;
    }
}
