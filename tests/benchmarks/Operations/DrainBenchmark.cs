using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Benchmarks.Operations;

/// <summary>
/// <c>drain</c>: one of two silos around a PostgreSQL is told to stop (SIGTERM) while packets stream and twins are looked at: how long it takes, and how long a client waits
/// at worst.
/// </summary>
internal static partial class DrainBenchmark
{
    private const int Twins = 2_000;
    private const int Lookers = 8;
    private const double PacketsPerSecond = 500;

    private static readonly TimeSpan Before = TimeSpan.FromSeconds(15), After = TimeSpan.FromSeconds(20);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        await using var postgres = await PostgresServer.Start();
        await using var leaving = await SiloProcess.OfClinic(postgres.ConnectionString(), deathSeconds: 15);
        await using var staying = await SiloProcess.OfClinic(postgres.ConnectionString(), deathSeconds: 15);
        await using var gateway = await GatewayProcess.OfClinic(postgres.ConnectionString());
        string[] twins = [.. Enumerable.Range(0, Twins).Select(n => $"bench-{n}")];
        await Parallel.ForEachAsync(twins, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (twin, _) => await gateway.Register(twin));

        var flood = new Flood(gateway.Http, twins);
        var (quiet, around) = (new ConcurrentBag<double>(), new ConcurrentBag<(long Began, double Ms)>());
        var (failedBefore, failedAround, isLeaving) = (0, 0, false);
        using var stop = new CancellationTokenSource();
        var sending = flood.Send(2, PacketsPerSecond, stop.Token);
        var looking = Task.WhenAll(Enumerable.Range(0, Lookers).Select(looker => Task.Run(async () =>
        {
            for (var turn = looker; !stop.IsCancellationRequested; turn += Lookers)
            {
                var (began, wasLeaving) = (Stopwatch.GetTimestamp(), Volatile.Read(ref isLeaving));
                while (!await Answers(gateway, twins[turn % Twins]))
                {
                    if (wasLeaving) Interlocked.Increment(ref failedAround);
                    else Interlocked.Increment(ref failedBefore);
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                }
                var ms = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                if (wasLeaving || Volatile.Read(ref isLeaving)) around.Add((began, ms));
                else quiet.Add(ms);
            }
        })));
        await Task.Delay(Before, TimeProvider.System);
        Volatile.Write(ref isLeaving, true);
        var (watch, toldAt) = (Stopwatch.StartNew(), Stopwatch.GetTimestamp());
        var exit = await leaving.Terminate();
        var stopped = watch.Elapsed;
        await Task.Delay(After, TimeProvider.System);
        await stop.CancelAsync();
        await Task.WhenAll(sending, looking);
        var slowest = around.MaxBy(look => look.Ms);
        var said = Drained().Match(leaving.Said);
        yield return new Measurement("a silo of two is told to stop", Math.Round(stopped.TotalSeconds, 2), "s until its process ended", null, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["exitCode"] = exit, ["saidSeconds"] = Number(said, 1), ["activationsThatLeft"] = Number(said, 2), ["readersAtTheirCheckpoints"] = Number(said, 3), ["handOverSeconds"] = Number(said, 4),
            ["looks"] = quiet.Count + around.Count, ["slowestLookMsBefore"] = Math.Round(quiet.Max()), ["slowestLookMsAround"] = Math.Round(slowest.Ms), ["slowestLookBeganAfterMs"] = Math.Round(Stopwatch.GetElapsedTime(toldAt, slowest.Began).TotalMilliseconds),
            ["looksOverASecondAround"] = around.Count(look => look.Ms > 1000),
            ["failedLooksBefore"] = failedBefore, ["failedLooksAround"] = failedAround, ["packetsAccepted"] = flood.Accepted, ["packetsRefused"] = flood.Refused, ["packetsAnsweredOtherwise"] = flood.Other,
            ["twins"] = Twins, ["packetsPerSecond"] = PacketsPerSecond, ["siloDeathSeconds"] = 15, ["cores"] = Environment.ProcessorCount,
            ["where"] = "two silos, a gateway and PostgreSQL on this machine; looks are GET /v1/twins/{id}, repeated until answered 200",
        });
    }

    private static async Task<bool> Answers(GatewayProcess gateway, string twin)
    {
        using var answer = await gateway.Http.GetAsync($"/v1/twins/{twin}");
        return answer.IsSuccessStatusCode;
    }

    private static double Number(Match said, int group) => said.Success ? double.Parse(said.Groups[group].Value, CultureInfo.InvariantCulture) : double.NaN;

    [GeneratedRegex(@"drained in ([\d.]+) s: (\d+) activations left it, (\d+) readers stand at their checkpoints \(after ([\d.]+) s\)")]
    private static partial Regex Drained();
}
