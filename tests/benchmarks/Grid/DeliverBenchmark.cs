using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Benchmarks.Twins;
using TwinGrid.Keys;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Snapshots;
using TwinGrid.VitalsLog;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>
/// <c>deliver</c>: samples that a silo reads from its log and applies in twins and organs in a second of one core. Every twin sends a packet a minute of the log's time,
/// so that each packet is judged and taken in by the filters as it is in life. The readers are behind, as after a silo's death, and read many packets of a twin at once; timed from a moment at
/// which nothing is under way.
/// </summary>
internal static class DeliverBenchmark
{
    private const int Twins = 10_000;
    private const int WarmUp = 20;
    private const int Measured = 20;
    private const int Packets = Twins * (WarmUp + Measured);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var folder = Directory.CreateTempSubdirectory("twingrid-deliver-").FullName;
        var snapshots = new SnapshotsInMemory();
        HaltedLog? halted = null;
        void Replace(IServiceCollection services) => services.AddSingleton<ISnapshotStore>(snapshots).AddSingleton<IVitalsHistory>(new NoHistory());

        var registering = await SiloInProcess.Start(folder, Replace, checkpointSeconds: 2);
        await Register(registering.Grains());
        await registering.Settle();
        var begun = await Delivered(registering.Grains());
        await registering.Stop();
        var halts = await Fill(folder);
        await Console.Error.WriteLineAsync($"  {Packets:N0} packets in the log");

        var silo = await SiloInProcess.Start(folder, services =>
        {
            Replace(services);
            var log = services.Single(service => service.ServiceType == typeof(IVitalsLog)).ImplementationFactory!;
            services.AddSingleton<IVitalsLog>(provider => halted = new HaltedLog((IVitalsLog)log(provider), halts));
        });
        var grains = silo.Grains();
        await Reached(grains, begun + Twins * WarmUp);
        await Task.Delay(Rest, TimeProvider.System);
        await Console.Error.WriteLineAsync("  measuring");
        var (from, cpu, garbage, watch) = (await Delivered(grains), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());
        var paused = GC.GetTotalPauseDuration();
        halted!.LetGo();
        await Reached(grains, begun + Packets);
        var (packets, seconds) = (begun + Packets - from, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        var (wall, allocated) = (watch.Elapsed.TotalSeconds, GC.GetTotalAllocatedBytes() - garbage);
        var empty = await EmptyCalls(grains);
        await silo.Stop();
        Directory.Delete(folder, recursive: true);
        Directory.Delete($"{folder}-keys", recursive: true);
        yield return new Measurement("log to twin, heart and lung", Math.Round(6 * packets / seconds), "samples/s of a core", new() { ["emptyGrainCallsPerCore"] = empty },
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["twins"] = Twins, ["samplesAPacket"] = 6, ["packets"] = packets, ["cadenceMinutes"] = 1, ["cores"] = Environment.ProcessorCount,
                ["processorSeconds"] = Math.Round(seconds, 2), ["wallSeconds"] = Math.Round(wall, 2), ["samplesPerWallSecond"] = Math.Round(6 * packets / wall),
                ["microsecondsAPacket"] = Math.Round(1e6 * seconds / packets, 1), ["bytesAllocatedAPacket"] = allocated / packets, ["garbagePauseSeconds"] = Math.Round((GC.GetTotalPauseDuration() - paused).TotalSeconds, 2),
                ["where"] = "one silo in this process: SQLite log, 8 readers, snapshots serialised every 60 s or 20,000 packets a partition and kept in memory, no history; judged with every packet, readers behind",
            });
    }

    private static async Task Register(IGrainFactory grains)
    {
        foreach (var some in Enumerable.Range(0, Twins).Chunk(256))
            await Task.WhenAll(some.Select(twin => grains.GetGrain<IPatientTwin>(SixSigns.TwinName(twin)).Register(SixSigns.Profile)));
    }

    /// <summary>Puts the packets into the log as a gateway does, a minute of log time after the other, the last one now.</summary>
    /// <returns>Where the warm-up ends in each partition.</returns>
    private static async Task<IReadOnlyList<long>> Fill(string folder)
    {
        await using var keys = new PatientKeys(new KeyOptions { Folder = $"{folder}-keys" }, TimeProvider.System);
        await using var log = VitalsLogRegistration.Make(new VitalsLogOptions { Data = folder }, keys, TimeProvider.System);
        await log.Open(CancellationToken.None);
        var (begin, halts) = (TimeProvider.System.GetUtcNow().AddMinutes(-(WarmUp + Measured)), new long[log.PartitionCount]);
        for (var minute = 0; minute < WarmUp + Measured; minute++)
        {
            if (minute == WarmUp)
                for (var partition = 0; partition < halts.Length; partition++) halts[partition] = await log.End(partition, CancellationToken.None);
            foreach (var some in Enumerable.Range(0, Twins).Chunk(10_000))
                await Task.WhenAll(some.Select(twin => log.Append(SixSigns.Packet(twin, minute, begin.AddMinutes(minute).AddMilliseconds(twin)), CancellationToken.None).AsTask()));
        }
        return halts;
    }

    private static async Task Reached(IGrainFactory grains, long records)
    {
        while (await Delivered(grains) < records) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
    }

    /// <summary>Records delivered from all partitions.</summary>
    private static async Task<long> Delivered(IGrainFactory grains) => (await Readers(grains, reader => reader.KeepAlive())).Sum(progress => progress.Delivered + 1);

    private static Task<ReaderProgress[]> Readers(IGrainFactory grains, Func<IPartitionReader, Task<ReaderProgress>> ask) =>
        Task.WhenAll(Enumerable.Range(0, new VitalsLogOptions().Partitions).Select(partition => ask(grains.GetGrain<IPartitionReader>(partition))));

    /// <summary>Calls a second of one core to as many empty grains, as many at a time as the readers make.</summary>
    private static async Task<double> EmptyCalls(IGrainFactory grains)
    {
        const int Rounds = 20, AtATime = 512;
        var empty = Enumerable.Range(0, Twins).Select(twin => grains.GetGrain<IBareGrain>(SixSigns.TwinName(twin))).ToArray();
        var cpu = TimeSpan.Zero;
        for (var round = -2; round < Rounds; round++)
        {
            if (round == 0) cpu = Environment.CpuUsage.TotalTime;
            foreach (var some in empty.Chunk(AtATime)) await Task.WhenAll(some.Select(grain => grain.Touch().AsTask()));
        }
        return Math.Round(Rounds * Twins / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }
}
