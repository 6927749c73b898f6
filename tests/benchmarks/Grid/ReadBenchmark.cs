using System.Diagnostics;

namespace TwinGrid.Benchmarks.Grid;

/// <summary><c>reads</c>: answers to <c>GET /v1/twins/{id}</c> of twins that are awake, and beside them to the gateway's <c>/healthz</c>, which does nothing.</summary>
internal static class ReadBenchmark
{
    internal const int Twins = 1_000;
    internal const int Connections = 32;
    internal static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8), Length = TimeSpan.FromSeconds(10);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var folder = Directory.CreateTempSubdirectory("twingrid-reads-").FullName;
        await using (var grid = await GridUnderLoad.Embedded(folder))
        {
            await grid.Register(Twins);
            await new IngestLoad(grid, Twins, streams: 2, unansweredEach: 64).Run(WarmUp, packetsPerSecond: 1_000);
            string[] looks = [.. Enumerable.Range(0, Twins).Select(twin => $"/v1/twins/{SixSigns.TwinName(twin)}")];
            await Read(grid, looks, WarmUp);
            var look = await Read(grid, looks, Length);
            await Read(grid, ["/healthz"], WarmUp);
            var empty = await Read(grid, ["/healthz"], Length);
            yield return new("a twin at a glance", look.PerSecond, "answers/s", new() { ["emptyRoute"] = empty.PerSecond, ["emptyRouteServerMicroseconds"] = empty.ServerMicroseconds },
                new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["twins"] = Twins, ["connections"] = Connections, ["bytesAnAnswer"] = look.Bytes, ["p50Ms"] = look.Times.At(.5), ["p99Ms"] = look.Times.At(.99),
                    ["serverMicrosecondsAnAnswer"] = look.ServerMicroseconds, ["senderMicrosecondsAnAnswer"] = look.OwnMicroseconds, ["cores"] = Environment.ProcessorCount,
                    ["where"] = "gateway with embedded silo, each twin with heart and lung awake; the reader is another process on the same cores, HTTP/1.1 kept alive, one request at a time a connection; beside: GET /healthz the same way",
                });
        }
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Reads for a while on all connections.</summary>
    /// <param name="token">Access token to show; null for none.</param>
    internal static async Task<Reads> Read(GridUnderLoad grid, string[] paths, TimeSpan length, string? token = null)
    {
        var (times, answers, bytes, server, own, watch) = (new Percentiles(), 0L, 0L, grid.Cpu, Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async number =>
        {
            using var connection = new GetConnection(grid.Address, token);
            for (var i = number; watch.Elapsed < length; i += Connections)
            {
                var began = Stopwatch.GetTimestamp();
                var size = await connection.Get(paths[i % paths.Length]);
                times.Add(Stopwatch.GetElapsedTime(began));
                Interlocked.Increment(ref answers);
                Interlocked.Exchange(ref bytes, size);
            }
        }));
        return new(Math.Round(answers / watch.Elapsed.TotalSeconds), times, bytes, Math.Round((grid.Cpu - server).TotalMicroseconds / answers, 1), Math.Round((Environment.CpuUsage.TotalTime - own).TotalMicroseconds / answers, 1));
    }

    internal sealed record Reads(double PerSecond, Percentiles Times, long Bytes, double ServerMicroseconds, double OwnMicroseconds);
}
