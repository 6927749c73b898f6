using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using TwinGrid.Benchmarks.Twins;
using TwinGrid.Patients;
using TwinGrid.VitalsLog;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>
/// <c>wake</c>: twins that sleep in SQLite until somebody asks them: to their first word, and to the whole glance with heart and lung awake and six signals looked ahead on.
/// </summary>
internal static class WakeBenchmark
{
    private const int Twins = 10_000;
    private const int AtATime = 128;
    private const int Packets = 20;
    private const double Paced = 1_000;

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var folder = Directory.CreateTempSubdirectory("twingrid-wake-").FullName;
        var silo = await SiloInProcess.Start(folder, checkpointSeconds: 5);
        await Live(silo);
        await silo.Stop();
        foreach (var (name, answer) in new (string, Func<IPatientTwin, Task>)[] { ("to the first word", twin => twin.Profile()), ("to the whole glance", twin => twin.Glance()) })
        {
            silo = await SiloInProcess.Start(folder);
            var grains = silo.Grains();
            await Sleep(grains);
            await AsFastAsPossible(grains, 0, Twins / 10, answer); // warm up
            var (perSecond, microseconds) = await AsFastAsPossible(grains, Twins / 10, Twins / 2, answer);
            var times = await AtTheRate(grains, Twins / 2, Twins, answer);
            var empty = await Empty(grains);
            await silo.Stop();
            yield return new(name, perSecond, "twins/s", new() { ["emptyActivations"] = empty }, new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["twins"] = Twins, ["atATime"] = AtATime, ["processorMicroseconds"] = microseconds, ["pacedPerSecond"] = Paced, ["pacedP50Ms"] = times.At(.5), ["pacedP99Ms"] = times.At(.99),
                ["cores"] = Environment.ProcessorCount,
                ["where"] = $"one silo in this process, SQLite snapshots of twin, heart and lung after {Packets} packets; called from the same process",
            });
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task Live(IHost silo)
    {
        var (grains, log) = (silo.Grains(), (IVitalsLog)silo.Services.GetService(typeof(IVitalsLog))!);
        await Each(0, Twins, twin => grains.GetGrain<IPatientTwin>(SixSigns.TwinName(twin)).Register(SixSigns.Profile));
        var now = TimeProvider.System.GetUtcNow();
        for (var sequence = 0; sequence < Packets; sequence++)
        {
            var at = now.AddMinutes(sequence - Packets);
            await Each(0, Twins, twin => log.Append(SixSigns.Packet(twin, sequence, at), CancellationToken.None).AsTask());
        }
        await silo.Settle();
    }

    private static Task Sleep(IGrainFactory grains) => grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    private static async Task<(double PerSecond, double Microseconds)> AsFastAsPossible(IGrainFactory grains, int from, int to, Func<IPatientTwin, Task> answer)
    {
        var (cpu, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        await Each(from, to, twin => answer(grains.GetGrain<IPatientTwin>(SixSigns.TwinName(twin))));
        return (Math.Round((to - from) / watch.Elapsed.TotalSeconds), Math.Round((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / (to - from), 1));
    }

    private static async Task<Percentiles> AtTheRate(IGrainFactory grains, int from, int to, Func<IPatientTwin, Task> answer)
    {
        var (times, asked, watch) = (new Percentiles(), new List<Task>(), Stopwatch.StartNew());
        for (var twin = from; twin < to;)
        {
            for (var due = from + (int)(Paced * watch.Elapsed.TotalSeconds); twin < Math.Min(due, to); twin++) asked.Add(Ask(twin));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
        await Task.WhenAll(asked);
        return times;

        async Task Ask(int twin)
        {
            var began = Stopwatch.GetTimestamp();
            await answer(grains.GetGrain<IPatientTwin>(SixSigns.TwinName(twin)));
            times.Add(Stopwatch.GetElapsedTime(began));
        }
    }

    private static async Task<double> Empty(IGrainFactory grains)
    {
        var watch = Stopwatch.StartNew();
        await Each(0, Twins, number => grains.GetGrain<IBareGrain>($"bare-{number}").Touch().AsTask());
        return Math.Round(Twins / watch.Elapsed.TotalSeconds);
    }

    private static Task Each(int from, int to, Func<int, Task> work) =>
        Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (number, _) => await work(number));
}
