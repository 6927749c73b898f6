using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Alerts;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Patients;
using TwinGrid.Scheduling;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;
using TwinGrid.Watch;

namespace TwinGrid.Benchmarks.Twins;

/// <summary><c>enrol</c>: twins brought onto their desks and into their scheduler's wheel each second, durably, on the embedded store: the last as fast as the first.</summary>
internal static class EnrolBenchmark
{
    private const int Twins = 200_000;
    private const int Quarter = Twins / 4;
    private const int AtOnce = 1_000;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        await using var silo = await BenchmarkSilo.Start();
        var partitions = silo.Services.GetRequiredService<IVitalsLog>().PartitionCount;
        var shards = silo.Services.GetRequiredService<SchedulerOptions>().Shards;
        var quarters = new List<double>();
        for (var from = 0; from < Twins; from += Quarter)
        {
            var watch = Stopwatch.StartNew();
            await Parallel.ForAsync(from, from + Quarter, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
            {
                var twin = GrownTwins.Id(number);
                await silo.Grains.GetGrain<IWatchDesk>(twin.Partition(partitions)).Enrol(Row(twin, number));
                await silo.Grains.GetGrain<ISchedulerShard>(SchedulerShard.Of(twin, shards)).Schedule(twin, Noon.AddYears(50));
            });
            quarters.Add(Math.Round(Quarter / watch.Elapsed.TotalSeconds));
        }
        var asked = Stopwatch.StartNew();
        const int Pages = 200;
        for (var page = 0; page < Pages; page++) await silo.Grains.GetGrain<IWatchDesk>(page % partitions).Rows(100);
        yield return new Measurement("enrol, embedded", Math.Round(4 / quarters.Sum(rate => 1 / rate)), "twins/s", null, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["twins"] = Twins,
            ["atOnce"] = AtOnce,
            ["durable"] = "a row at the desk and an appointment, each before the next",
            ["byQuarter"] = quarters,
            ["worklistOf100Ms"] = Math.Round(asked.Elapsed.TotalMilliseconds / Pages, 2),
            ["desks"] = partitions,
            ["cores"] = Environment.ProcessorCount,
        });
    }

    private static TwinRow Row(TwinId twin, int number) => new(
        twin, number * 7919 % 1000, 3,
        [new LatestSign(Signal.HeartRate, 72, Noon, "monitor", Trend.Steady, 0, null), new LatestSign(Signal.OxygenSaturation, 97, Noon, "monitor", Trend.Steady, 0, null)], null, 0, Noon, 1, null);
}
