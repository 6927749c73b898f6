using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using TwinGrid.Benchmarks.Twins;
using TwinGrid.Keys;
using TwinGrid.Storage;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Benchmarks.Operations;

/// <summary>
/// <c>wake-storm</c>: 100,000 sleeping twins, each a day old with heart and metabolism, are asked for at once by clients that come back when they are told to, while a few twins
/// that are awake are looked at all the time.
/// </summary>
internal static class WakeStormBenchmark
{
    private const int Sleeping = 100_000;
    private const int Awake = 200;
    private const int Clients = 1_500;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10), Look = TimeSpan.FromMilliseconds(20);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        using var folder = new TemporaryFolder();
        await using (var silo = await BenchmarkSilo.Start())
        {
            var grown = new GrownTwins(silo.Services);
            await grown.Grow(TimeProvider.System.GetUtcNow());
            await using var keys = new PatientKeys(new KeyOptions { Folder = $"{folder.Path}-keys" }, TimeProvider.System);
            await using var storage = StorageRegistration.Make(new StorageOptions { Data = folder.Path }, keys, TimeProvider.System, NullLoggerFactory.Instance);
            await storage.Open(CancellationToken.None);
            await grown.Copy(storage.Snapshots, Sleeping + Awake);
        }

        await using var gateway = await GatewayProcess.Embedded(folder.Path);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients + 8 }) { BaseAddress = gateway.Address, Timeout = TimeSpan.FromMinutes(2) };
        for (var twin = 0; twin < Awake; twin++) await Get(http, twin);
        var (before, during, refusedAwake) = (new Percentiles(), new Percentiles(), 0);
        await LookAtThoseAwake(http, before, Task.Delay(Quiet, TimeProvider.System));

        var (refusals, failures, peak, next) = (0L, 0L, 0L, Awake - 1);
        var watch = Stopwatch.StartNew();
        var storm = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            for (var twin = Interlocked.Increment(ref next); twin < Sleeping + Awake; twin = Interlocked.Increment(ref next))
            {
                while (true)
                {
                    var (status, retryAfter) = await Get(http, twin);
                    if (status == HttpStatusCode.OK) break;
                    if (status == HttpStatusCode.TooManyRequests) Interlocked.Increment(ref refusals);
                    else Interlocked.Increment(ref failures);
                    await Task.Delay(retryAfter, TimeProvider.System);
                }
            }
        })));
        var watching = Task.Run(async () =>
        {
            while (!storm.IsCompleted)
            {
                using var process = Process.GetProcessById(gateway.Id);
                peak = Math.Max(peak, process.WorkingSet64 >> 20);
                await Task.WhenAny(storm, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System));
            }
        });
        refusedAwake = await LookAtThoseAwake(http, during, storm);
        await storm;
        await watching;
        yield return new Measurement("100,000 sleeping twins asked for at once", Math.Round(Sleeping / watch.Elapsed.TotalSeconds), "twins woken/s", null, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["seconds"] = Math.Round(watch.Elapsed.TotalSeconds, 1), ["clients"] = Clients, ["askedToComeBack"] = refusals, ["otherFailures"] = failures,
            ["awakeTwins"] = Awake, ["awakeP50MsBefore"] = before.At(.5), ["awakeP99MsBefore"] = before.At(.99), ["awakeP50MsDuring"] = during.At(.5), ["awakeP99MsDuring"] = during.At(.99),
            ["awakeRefused"] = refusedAwake, ["residentMBAtMost"] = peak, ["cores"] = Environment.ProcessorCount,
            ["life"] = $"{GrownTwins.Life.TotalHours:0} h of vitals and a night each, three snapshots a twin",
            ["where"] = "gateway with embedded silo, SQLite; GET /v1/twins/{id} wakes twin and organs and looks ahead; the clients are another process on the same cores",
        });
    }

    /// <summary>Looks at the twins that are awake, by turns, until something ends; how often that was refused.</summary>
    private static async Task<int> LookAtThoseAwake(HttpClient http, Percentiles times, Task end)
    {
        var refused = 0;
        for (var turn = 0; !end.IsCompleted; turn++)
        {
            var began = Stopwatch.GetTimestamp();
            if ((await Get(http, turn % Awake)).Status != HttpStatusCode.OK) refused++;
            else times.Add(Stopwatch.GetElapsedTime(began));
            await Task.WhenAny(end, Task.Delay(Look, TimeProvider.System));
        }
        return refused;
    }

    private static async Task<(HttpStatusCode Status, TimeSpan RetryAfter)> Get(HttpClient http, int twin)
    {
        using var answer = await http.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/v1/twins/{GrownTwins.Id(twin).Value}"));
        await answer.Content.ReadAsByteArrayAsync();
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
    }
}
