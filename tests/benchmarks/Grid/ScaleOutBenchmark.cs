using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using TwinGrid.Keys;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;
using TwinGrid.VitalsLog;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>
/// <c>scale-out</c>: packets that two silos, each pinned to a core of its own, read from one log and apply, over those of one silo on one core: real silos that share a
/// PostgreSQL, which is given the same cores as they.
/// </summary>
internal static class ScaleOutBenchmark
{
    private const int Twins = 4_000;
    private const int MinutesASilo = 400; // packets of each twin that a stretch finds in the log for each silo, more than it uses up: silos read from the moment they start
    private const int Partitions = 8;
    private const string Cluster = "twingrid";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10), Length = TimeSpan.FromSeconds(30), Look = TimeSpan.FromMilliseconds(100);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        await using var postgres = await PostgresServer.Start();
        var database = await postgres.CreateDatabase();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TwinGrid__Cluster"] = "PostgreSql", ["TwinGrid__PostgreSql"] = database, ["TwinGrid__Partitions"] = Partitions.ToString(CultureInfo.InvariantCulture),
            ["TwinGrid__CheckpointSeconds"] = "5",
            ["DOTNET_TieredCompilation"] = "0", // or the silo that joins later is still compiling while it is measured
        };
        await using (var silo = await SiloProcess.Start(settings)) await Register(database);
        var (begin, minutes) = (TimeProvider.System.GetUtcNow().AddDays(-2), 0);
        var before = await Stretch(0);
        var two = await Stretch(0, 1);
        var after = await Stretch(0);
        var one = (PerSecond: (before.PerSecond + after.PerSecond) / 2, PerProcessorSecond: (before.PerProcessorSecond + after.PerProcessorSecond) / 2);
        yield return new("two silos over one", Math.Round(two.PerSecond / one.PerSecond, 2), "times", null, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["onePerSecond"] = new[] { before.PerSecond, after.PerSecond }, ["twoPerSecond"] = two.PerSecond,
            ["onePerSiloProcessorSecond"] = new[] { before.PerProcessorSecond, after.PerProcessorSecond }, ["twoPerSiloProcessorSecond"] = two.PerProcessorSecond,
            ["bySiloProcessor"] = Math.Round(2 * two.PerProcessorSecond / one.PerProcessorSecond, 2),
            ["twins"] = Twins, ["samplesAPacket"] = 6, ["partitions"] = Partitions, ["cores"] = Environment.ProcessorCount,
            ["value"] = "packets applied a second by the clock: a silo on each of two cores over a silo on one, the mean of one before and one after it; what the silos share, PostgreSQL, is kept on the same core or cores",
            ["where"] = "silo processes compiled once and for all (no tiers) and pinned by taskset, readers and twins spread evenly; log, history and snapshots in one PostgreSQL",
        });

        async Task<(double PerSecond, double PerProcessorSecond)> Stretch(params int[] cores)
        {
            var until = minutes + MinutesASilo * cores.Length;
            await Fill(database, begin, minutes, until);
            minutes = until;
            await postgres.Pin(string.Join(',', cores));
            return await Carry(database, until * (long)Twins, await Task.WhenAll(cores.Select(core => Pinned(settings, core))));
        }
    }

    private static async Task<GridProcess> Pinned(Dictionary<string, string> settings, int core) =>
        await SiloProcess.Start(settings, "taskset", "-c", core.ToString(CultureInfo.InvariantCulture));

    private static async Task Register(string database)
    {
        using var client = await Client(database);
        var grains = client.Services.GetRequiredService<IGrainFactory>();
        foreach (var some in Enumerable.Range(0, Twins).Chunk(128))
            await Task.WhenAll(some.Select(twin => grains.GetGrain<IPatientTwin>(SixSigns.TwinName(twin)).Register(SixSigns.Profile)));
        await Progress(grains, reader => reader.Drain());
    }

    private static async Task Fill(string database, DateTimeOffset begin, int from, int until)
    {
        await using var keys = new PatientKeys(new KeyOptions { Kind = KeyStoreKind.PostgreSql, ConnectionString = database, Secret = ThrowawaySecret.Text }, TimeProvider.System);
        await using var log = VitalsLogRegistration.Make(
            new VitalsLogOptions { Kind = VitalsLogKind.PostgreSql, ConnectionString = database, Partitions = Partitions }, keys, TimeProvider.System);
        await log.Open(CancellationToken.None);
        for (var minute = from; minute < until; minute++)
            await Task.WhenAll(Enumerable.Range(0, Twins).Select(twin => log.Append(SixSigns.Packet(twin, minute, begin.AddMinutes(minute)), CancellationToken.None).AsTask()));
    }

    /// <summary>What the silos carry once all their readers are at work; they are killed then, and what they did not finish is read again.</summary>
    private static async Task<(double PerSecond, double PerProcessorSecond)> Carry(string database, long logged, params GridProcess[] silos)
    {
        try
        {
            return await Carried(database, logged, silos);
        }
        finally
        {
            foreach (var silo in silos) await silo.DisposeAsync();
        }
    }

    private static async Task<(double PerSecond, double PerProcessorSecond)> Carried(string database, long logged, GridProcess[] silos)
    {
        using var client = await Client(database);
        var grains = client.Services.GetRequiredService<IGrainFactory>();
        var begun = await Progress(grains, reader => reader.KeepAlive());
        while (!(await Progress(grains, reader => reader.KeepAlive())).Zip(begun).All(pair => pair.First.Delivered > pair.Second.Delivered + 2_000) || !await IsSpread(grains, silos.Length))
        {
            if (await Delivered(grains) >= logged) throw new InvalidOperationException("The silos have read all there was before they could be measured.");
            await Task.Delay(Look, TimeProvider.System);
        }
        await Task.Delay(WarmUp, TimeProvider.System);
        var (from, cpu, watch) = (await Delivered(grains), Cpu(silos), Stopwatch.StartNew());
        await Task.Delay(Length, TimeProvider.System);
        var (to, seconds, took) = (await Delivered(grains), (Cpu(silos) - cpu).TotalSeconds, watch.Elapsed.TotalSeconds);
        if (to >= logged) throw new InvalidOperationException("The silos have read all there was while they were measured.");
        foreach (var silo in silos) await silo.Terminate();
        return (Math.Round((to - from) / took), Math.Round((to - from) / seconds));
    }

    /// <summary>Readers sit evenly on the silos, and nearly every twin with its reader.</summary>
    private static async Task<bool> IsSpread(IGrainFactory grains, int silos)
    {
        var management = grains.GetGrain<IManagementGrain>(0);
        var readers = await Task.WhenAll(Enumerable.Range(0, Partitions).Select(async partition => await management.GetActivationAddress(grains.GetGrain<IPartitionReader>(partition))));
        if (readers.GroupBy(silo => silo).Any(group => group.Key is null || group.Count() != Partitions / silos)) return false;
        var belong = Enumerable.Range(0, Twins).CountBy(twin => readers[TwinId.Parse(SixSigns.TwinName(twin)).Partition(Partitions)]!).ToDictionary();
        var twins = (await management.GetSimpleGrainStatistics()).Where(statistic => statistic.GrainType.Contains("PatientTwin", StringComparison.Ordinal)).ToList();
        return belong.All(silo => Math.Abs(twins.Where(statistic => silo.Key.Equals(statistic.SiloAddress)).Sum(statistic => statistic.ActivationCount) - silo.Value) <= 0.01 * Twins);
    }

    private static TimeSpan Cpu(GridProcess[] silos) => silos.Aggregate(TimeSpan.Zero, (sum, silo) => sum + Process.GetProcessById(silo.Id).TotalProcessorTime);

    private static async Task<long> Delivered(IGrainFactory grains) => (await Progress(grains, reader => reader.KeepAlive())).Sum(progress => progress.Delivered);

    private static Task<ReaderProgress[]> Progress(IGrainFactory grains, Func<IPartitionReader, Task<ReaderProgress>> ask) =>
        Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => ask(grains.GetGrain<IPartitionReader>(partition))));

    private static async Task<IHost> Client(string database)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => client
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", database))
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (Cluster, Cluster)));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
