using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>A real gateway and what stands behind it, each a process from its build output; what they use of the machine is counted.</summary>
/// <param name="behind">Silos and databases; ended with it, in this order, after the gateway.</param>
internal sealed class GridUnderLoad(GatewayProcess gateway, params (GridProcess? Process, IAsyncDisposable Owner)[] behind) : IAsyncDisposable
{
    private readonly GridProcess[] _counted = [gateway, .. behind.Select(one => one.Process).OfType<GridProcess>()];

    public Uri Address => gateway.Address;

    /// <summary>A client of the gateway.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = gateway.Address };

    /// <summary>Processor time that gateway and silos have used.</summary>
    public TimeSpan Cpu => _counted.Aggregate(TimeSpan.Zero, (sum, one) => sum + Of(one).TotalProcessorTime);

    /// <summary>Memory they hold.</summary>
    public long ResidentBytes => _counted.Sum(one => Of(one).WorkingSet64);

    /// <summary>A gateway with its silo in it.</summary>
    public static async Task<GridUnderLoad> Embedded(string folder) => new(await GatewayProcess.Embedded(folder));

    /// <summary>Registers twins 0 to <paramref name="count"/> over HTTP.</summary>
    public Task Register(int count)
    {
        var profile = new { birthDate = "1960-05-04", sex = "female", heightCm = 162, weightKg = 61 };
        return Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 128 }, async (twin, cancel) =>
        {
            using var answer = await Http.PutAsJsonAsync($"/v1/twins/{SixSigns.TwinName(twin)}", profile, cancel);
            answer.EnsureSuccessStatusCode();
        });
    }

    /// <summary>Offset up to which a twin has applied its packets.</summary>
    public async Task<long> AppliedTo(int twin)
    {
        var text = await Http.GetStringAsync($"/v1/twins/{SixSigns.TwinName(twin)}");
        return JsonNode.Parse(text)!["appliedTo"]!["offset"]!.GetValue<long>();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await gateway.DisposeAsync();
        foreach (var (_, owner) in behind) await owner.DisposeAsync();
    }

    private static Process Of(GridProcess process) => Process.GetProcessById(process.Id);
}
