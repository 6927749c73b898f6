using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using TwinGrid.Access;
using TwinGrid.Audit;
using TwinGrid.Patients;

namespace TwinGrid.Benchmarks.Access;

/// <summary><c>audit</c>: entries written by 32 who wait for each, with the flush policy as it is; beside it with every group forced onto the disk before it is answered.</summary>
internal static class AuditBenchmark
{
    private const int Writers = 32;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2), Length = TimeSpan.FromSeconds(8);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var (usual, forced) = (await Write(flushMilliseconds: new AuditOptions().FlushMilliseconds), await Write(flushMilliseconds: 0));
        yield return new("entries of the audit trail", usual.PerSecond, "entries/s", new() { ["forcedEach"] = forced.PerSecond }, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["writers"] = Writers, ["bytesAnEntry"] = usual.Bytes, ["p50Ms"] = usual.Times.At(.5), ["p99Ms"] = usual.Times.At(.99), ["forcedP50Ms"] = forced.Times.At(.5), ["forcedP99Ms"] = forced.Times.At(.99),
            ["where"] = "one process, files on this machine's temporary folder",
        });
    }

    private static async Task<(double PerSecond, Percentiles Times, long Bytes)> Write(int flushMilliseconds)
    {
        var folder = Directory.CreateTempSubdirectory("twingrid-audit-").FullName;
        var (times, count) = (new Percentiles(), 0L);
        using (var trail = new AuditTrail(new AuditOptions { Folder = folder, Shard = "bench", FlushMilliseconds = flushMilliseconds }, TimeProvider.System, NullLogger<AuditTrail>.Instance))
        {
            trail.Open();
            await Record(WarmUp, new Percentiles());
            count = 0;
            await Record(Length, times);

            Task Record(TimeSpan length, Percentiles into)
            {
                var watch = Stopwatch.StartNew();
                return Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
                {
                    var twin = TwinId.Parse($"twin-{writer}");
                    while (watch.Elapsed < length)
                    {
                        var began = Stopwatch.GetTimestamp();
                        await trail.Record(Entry(twin), CancellationToken.None);
                        into.Add(Stopwatch.GetElapsedTime(began));
                        Interlocked.Increment(ref count);
                    }
                })));
            }
        }
        var bytes = new DirectoryInfo(Path.Combine(folder, "bench")).EnumerateFiles("*.audit").First().OpenText().ReadToEnd().Split('\n')[1].Length;
        Directory.Delete(folder, recursive: true);
        return (Math.Round(count / Length.TotalSeconds), times, bytes);
    }

    private static AccessEntry Entry(TwinId twin) => new(
        "0197b2c4d5e6f708", "GET /v1/twins/{id}", new Caller("dr-5", Role.Clinician, "ward-app") { CredentialId = "0197b2" }, Operation.Read,
        DataClass.Profile | DataClass.Vitals | DataClass.Forecasts | DataClass.Alerts, Purpose.Care, [twin], new AccessDecision(true, AccessGround.CareTeam, null, 0), "192.0.2.7")
    { ModelVersions = ["uva-padova-t1/1", "vital-trend/2"] };
}
