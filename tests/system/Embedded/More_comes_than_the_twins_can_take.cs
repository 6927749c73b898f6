using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Embedded;

public sealed class More_comes_than_the_twins_can_take
{
    private const int Streams = 4;

    /// <summary>Far above what was seen; what grows without bound passes it soon.</summary>
    private const long MemoryAtMost = 2L << 30;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task what_is_refused_is_told_when_to_come_back_what_is_accepted_is_kept_and_service_returns_by_itself()
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await GatewayProcess.Embedded(folder.Path, "--TwinGrid:Admission:LagSeconds=1");
        string[] twins = [.. Enumerable.Range(0, 200).Select(n => $"patient-{n}")];
        await Parallel.ForEachAsync(twins, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (twin, _) => await gateway.Register(twin));

        var flood = new Flood(gateway.Http, twins);
        using var stop = new CancellationTokenSource();
        var sending = flood.Send(Streams, packetsPerSecond: null, stop.Token);
        await Eventually.Holds(() => flood.Refused > 2000, Patience, () => $"Nothing is refused of {flood.Accepted} packets.\n{gateway.Said}");
        await Eventually.Holds(() => IsRefusedPolitely(gateway), Patience, () => $"A packet by itself is never refused.\n{gateway.Said}");
        await stop.CancelAsync();
        await sending;
        flood.Accepted.ShouldBeGreaterThan(0);
        flood.Other.ShouldBe(0, "every packet is taken or asked to come back");
        using var process = Process.GetProcessById(gateway.Id);
        process.WorkingSet64.ShouldBeLessThan(MemoryAtMost);

        await Eventually.Holds(() => IsTaken(gateway), Patience, () => $"Service does not return.\n{gateway.Said}");
        foreach (var twin in twins)
            await Eventually.Holds(async () => await Known(gateway, twin) == flood.AcceptedOf(twin), Patience, () => $"{twin} does not show the {flood.AcceptedOf(twin)} packets that were accepted, each once.");
    }

    private static async Task<long> Known(GatewayProcess gateway, string twin) =>
        (await gateway.Get($"/v1/twins/{twin}/vitals?code=8867-4&limit=1"))["total"]!.GetValue<long>();

    private static async Task<bool> IsRefusedPolitely(GatewayProcess gateway)
    {
        using var answer = await Send(gateway);
        if (answer.StatusCode == HttpStatusCode.Accepted) return false;
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        return true;
    }

    private static async Task<bool> IsTaken(GatewayProcess gateway)
    {
        using var answer = await Send(gateway);
        return answer.StatusCode == HttpStatusCode.Accepted;
    }

    /// <summary>A packet of another sign than those of the flood.</summary>
    private static Task<HttpResponseMessage> Send(GatewayProcess gateway) => gateway.Http.PostAsJsonAsync("/v1/twins/patient-0/vitals", new
    {
        deviceId = "thermometer", sequence = 1, samples = new[] { new { code = "8310-5", value = 36.8, unit = "Cel", observedAt = TimeProvider.System.GetUtcNow() } },
    });
}
