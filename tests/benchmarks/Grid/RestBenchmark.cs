using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Grains.Saving;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Snapshots;
using TwinGrid.VitalsLog;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>
/// <c>rest</c>: what it costs that grains hold their states in bytes between messages. Twins send a packet a minute; before the next minute's come every state is packed,
/// or none is.
/// </summary>
internal static class RestBenchmark
{
    private const int Twins = 10_000, WarmUp = 18, Measured = 10;

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var kept = await MicrosecondsAPacket(new RestOptions { UnpackedAtMost = int.MaxValue, After = TimeSpan.FromDays(1) }, isResting: false);
        var packed = await MicrosecondsAPacket(new RestOptions { UnpackedAtMost = 0 }, isResting: true);
        yield return new Measurement("a packet to a twin that rested, with heart and lung", packed, "microseconds of a core", new() { ["to a twin that did not"] = kept },
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["twins"] = Twins, ["samplesAPacket"] = 6, ["packetsATwin"] = Measured, ["cores"] = Environment.ProcessorCount,
                ["counted"] = "processor time of append, delivery, unpacking and packing again: three states a twin, compressed",
                ["where"] = "one silo in this process: SQLite log, 8 readers, snapshots kept in memory, no history",
            });
    }

    private static async Task<double> MicrosecondsAPacket(RestOptions rest, bool isResting)
    {
        var folder = Directory.CreateTempSubdirectory("twingrid-rest-").FullName;
        var silo = await SiloInProcess.Start(folder, services => services.AddSingleton<ISnapshotStore>(new SnapshotsInMemory()).AddSingleton<IVitalsHistory>(new NoHistory()).AddSingleton(rest));
        foreach (var some in Enumerable.Range(0, Twins).Chunk(256))
            await Task.WhenAll(some.Select(twin => silo.Grains().GetGrain<IPatientTwin>(SixSigns.TwinName(twin)).Register(SixSigns.Profile)));
        var (log, states, begin, cpu) = (silo.Services.GetRequiredService<IVitalsLog>(), silo.Services.GetRequiredService<SavedStates>(), TimeProvider.System.GetUtcNow().AddMinutes(-(WarmUp + Measured)), TimeSpan.Zero);
        for (var minute = 0; minute < WarmUp + Measured; minute++)
        {
            if (minute == WarmUp) cpu = Environment.CpuUsage.TotalTime;
            foreach (var some in Enumerable.Range(0, Twins).Chunk(1_000))
                await Task.WhenAll(some.Select(twin => log.Append(SixSigns.Packet(twin, minute, begin.AddMinutes(minute).AddMilliseconds(twin)), CancellationToken.None).AsTask()));
            await Delivered(silo.Grains(), log);
            while (isResting && minute >= WarmUp - 1 && states.Unpacked > 0) await Look();
        }
        var spent = Environment.CpuUsage.TotalTime - cpu;
        await silo.Stop();
        Directory.Delete(folder, recursive: true);
        return Math.Round(spent.TotalMicroseconds / (Twins * Measured), 1);
    }

    private static async Task Delivered(IGrainFactory grains, IVitalsLog log)
    {
        foreach (var partition in Enumerable.Range(0, log.PartitionCount))
            while ((await grains.GetGrain<IPartitionReader>(partition).KeepAlive()).Delivered < await log.End(partition, CancellationToken.None)) await Look();
    }

    private static Task Look() => Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
}
