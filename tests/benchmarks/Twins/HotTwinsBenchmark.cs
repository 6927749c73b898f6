using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Grains.Saving;
using TwinGrid.Organs;
using TwinGrid.Readers;
using TwinGrid.VitalsLog;

namespace TwinGrid.Benchmarks.Twins;

/// <summary>
/// <c>hot-twins</c>: resident bytes of a twin that is awake with heart and metabolism; all at once, each with a day of its life in its state and packets of now
/// delivered by the product's way: log, reader, twin, organs.
/// </summary>
internal static class HotTwinsBenchmark
{
    /// <summary>Set it for a quick look; the claim is for 200,000.</summary>
    private const string Count = "TWINGRID_HOT_TWINS";

    private const int WakingAtOnce = 64;

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable(Count) ?? "200000", CultureInfo.InvariantCulture);
        await using var silo = await BenchmarkSilo.Start();
        var now = TimeProvider.System.GetUtcNow();
        var grown = new GrownTwins(silo.Services);
        await grown.Grow(now - Somebody.Every);
        await grown.Copy(count);
        var start = ResidentMemory.Now();

        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = WakingAtOnce }, async (copy, _) => await silo.Grains.GetGrain<IBareGrain>(GrownTwins.Id(copy).Value).Touch());
        var withBare = ResidentMemory.Now();
        var bare = withBare.Each(start, count);

        await Stream(silo, count, now);
        var streaming = ResidentMemory.Now().Each(withBare, count);
        await Rest(silo);
        var awake = await Awake(silo);
        var inUse = ResidentMemory.Now().Each(withBare, count);
        foreach (var kind in new[] { "twin", OrganCatalogue.Heart, OrganCatalogue.Metabolism })
            if (awake.GetValueOrDefault(kind) < count) throw new InvalidOperationException($"Only {awake.GetValueOrDefault(kind)} of {count} grains of kind {kind} are awake.");

        yield return new("a twin with heart and metabolism", inUse.Resident, "resident bytes", new() { ["empty activation"] = bare.Resident, ["three empty activations"] = 3 * bare.Resident },
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["twins"] = count,
                ["managedBytes"] = inUse.Managed,
                ["whilePacketsCame"] = streaming.Resident,
                ["states"] = "packed and compressed, as those of every grain that heard nothing for a minute; those used last, 30,000 at most in a silo, are not",
                ["emptyActivationManagedBytes"] = bare.Managed,
                ["savedBytes"] = grown.SavedBytes,
                ["awake"] = $"all at once (collection age raised), each with {GrownTwins.Life.TotalHours:0} h of glucose, heart rate and blood pressure every 5 min and one night's learning in its state; then one packet of each device through log and reader",
                ["counted"] = "growth of the resident set after full compacting collections, worklist rows and appointments of the twins included",
                ["cores"] = Environment.ProcessorCount,
            });
    }

    private static async Task Stream(BenchmarkSilo silo, int count, DateTimeOffset now)
    {
        var log = silo.Services.GetRequiredService<IVitalsLog>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 1024 }, async (copy, cancel) =>
        {
            foreach (var packet in new Somebody(copy % GrownTwins.People).At(GrownTwins.Id(copy), 10_000, now)) await log.Append(packet, cancel);
        });
        foreach (var partition in Enumerable.Range(0, log.PartitionCount))
            while ((await silo.Grains.GetGrain<IPartitionReader>(partition).KeepAlive()).Checkpoint < await log.End(partition, CancellationToken.None))
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
    }

    private static async Task Rest(BenchmarkSilo silo)
    {
        var states = silo.Services.GetRequiredService<SavedStates>();
        while (states.Unpacked > 0) await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
    }

    private static async Task<Dictionary<string, int>> Awake(BenchmarkSilo silo)
    {
        var awake = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var grain in await silo.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
            awake[grain.GrainId.Type.ToString()!] = awake.GetValueOrDefault(grain.GrainId.Type.ToString()!) + 1;
        return awake;
    }
}
