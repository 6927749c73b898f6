using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Grains.Saving;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.VitalsLog;

namespace TwinGrid.Benchmarks.Twins;

/// <summary>
/// <c>hot-twins</c>: resident bytes of a twin that is awake with heart and metabolism; all at once, each with a day of its life in its state and packets of now
/// delivered by the product's way: log, reader, twin, organs. Says on the error stream how far it is: 200,000 take some ten minutes.
/// </summary>
internal static class HotTwinsBenchmark
{
    /// <summary>Set it for a quick look; the claim is for 200,000.</summary>
    private const string Count = "TWINGRID_HOT_TWINS";

    private const int WakingAtOnce = 64, Asked = 200;

    /// <summary>The scheduler calls some twins at any time: so much of their states may be unpacked when memory is read, and is counted.</summary>
    private const double Unpacked = .01;

    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable(Count) ?? "200000", CultureInfo.InvariantCulture);
        await using var silo = await BenchmarkSilo.Start();
        var (watch, states, grown) = (Stopwatch.StartNew(), silo.Services.GetRequiredService<SavedStates>(), new GrownTwins(silo.Services));
        await grown.Grow(TimeProvider.System.GetUtcNow());
        Say("people grown");
        await grown.Copy(count);
        Say("twins saved");
        var start = ResidentMemory.Now();

        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = WakingAtOnce }, async (copy, _) => await silo.Grains.GetGrain<IBareGrain>(GrownTwins.Id(copy).Value).Touch());
        var withBare = ResidentMemory.Now();
        var bare = withBare.Each(start, count);
        Say("empty activations awake");

        var now = TimeProvider.System.GetUtcNow();
        await Stream(silo, count, now, Say);
        var (streaming, unpackedThen) = (ResidentMemory.Now().Each(withBare, count), states.Unpacked);
        Say("every twin has its packets");
        await Rest(states, count);
        var asItIs = (Environment.WorkingSet - withBare.Resident) / (double)count;
        var (inUse, unpacked) = (ResidentMemory.Now().Each(withBare, count), states.Unpacked);
        Say("memory read");
        await AllAreAwake(silo, count);
        await EachAnswers(silo, count, now);

        yield return new("a twin with heart and metabolism", inUse.Resident, "resident bytes", new() { ["empty activation"] = bare.Resident, ["three empty activations"] = 3 * bare.Resident },
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["twins"] = count,
                ["managedBytes"] = inUse.Managed,
                ["residentBytesBeforeCollection"] = Math.Round(asItIs),
                ["unpackedStates"] = unpacked,
                ["whilePacketsCame"] = streaming.Resident,
                ["unpackedStatesWhilePacketsCame"] = unpackedThen,
                ["states"] = "packed, as those of every grain that heard nothing for a minute, but for unpackedStates",
                ["emptyActivationManagedBytes"] = bare.Managed,
                ["savedBytes"] = grown.SavedBytes,
                ["awake"] = $"all at once (collection age raised), each with {GrownTwins.Life.TotalHours:0} h of glucose, heart rate and blood pressure every 5 min and one night's learning in its state, of {GrownTwins.People} people with numbers of its own; then one packet of each device through log and reader",
                ["counted"] = "growth of the resident set after full compacting collections, worklist rows and appointments of the twins included",
                ["garbageCollector"] = System.Runtime.GCSettings.IsServerGC ? "server" : "workstation",
                ["seconds"] = Math.Round(watch.Elapsed.TotalSeconds),
                ["cores"] = Environment.ProcessorCount,
            });

        void Say(string what) => Console.Error.WriteLine($"  {watch.Elapsed.TotalSeconds,4:0} s, {Environment.WorkingSet >> 20} MB resident, {states.Unpacked} states unpacked: {what}");
    }

    private static async Task Stream(BenchmarkSilo silo, int count, DateTimeOffset now, Action<string> say)
    {
        var log = silo.Services.GetRequiredService<IVitalsLog>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 1024 }, async (copy, cancel) =>
        {
            foreach (var packet in new Somebody(copy % GrownTwins.People).At(GrownTwins.Id(copy), 10_000, now)) await log.Append(packet, cancel);
        });
        say("packets in the log");
        var ends = await Task.WhenAll(Enumerable.Range(0, log.PartitionCount).Select(partition => log.End(partition, CancellationToken.None))); // twins write to the log too: it does not stand still
        for (var partition = 0; partition < ends.Length; partition++)
        {
            while ((await silo.Grains.GetGrain<IPartitionReader>(partition).KeepAlive()).Checkpoint < ends[partition])
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            say($"partition {partition} delivered");
        }
    }

    private static async Task Rest(SavedStates states, int count)
    {
        var patience = Stopwatch.StartNew();
        while (states.Unpacked > Unpacked * 3 * count)
        {
            if (patience.Elapsed > LongestRest) throw new InvalidOperationException($"{states.Unpacked} of {3 * count} states are still unpacked after {LongestRest.TotalMinutes:0} min without packets.");
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
    }

    private static async Task AllAreAwake(BenchmarkSilo silo, int count)
    {
        var awake = (await silo.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics()).CountBy(grain => grain.GrainId.Type.ToString()).ToDictionary(StringComparer.Ordinal);
        foreach (var kind in new[] { "bare", "twin", OrganCatalogue.Heart, OrganCatalogue.Metabolism })
            if (awake.GetValueOrDefault(kind) < count) throw new InvalidOperationException($"Only {awake.GetValueOrDefault(kind)} of {count} grains of kind {kind} are awake.");
    }

    /// <summary>Some of them, all over: they hold what was sent, and both organs know their patient.</summary>
    private static async Task EachAnswers(BenchmarkSilo silo, int count, DateTimeOffset now)
    {
        for (var copy = 0; copy < count; copy += Math.Max(1, count / Asked))
        {
            var glance = await silo.Grains.GetGrain<IPatientTwin>(GrownTwins.Id(copy).Value).Glance();
            if (glance is not { Organs.Count: 2 } || glance.Organs.Any(organ => organ.Trouble is not null || organ.Estimates.Count == 0) || !glance.Latest.All(sign => sign.ObservedAt == now))
                throw new InvalidOperationException($"Twin {copy} does not stand where it should: {string.Join(", ", glance?.Organs.Select(organ => $"{organ.Organ} {organ.Estimates.Count} estimates {organ.Trouble}") ?? [])}.");
        }
    }
}
