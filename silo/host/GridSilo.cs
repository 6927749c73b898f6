using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Serialization;
using Orleans.Storage;
using TwinGrid.Grains;
using TwinGrid.Grains.Access;
using TwinGrid.Grains.HealthRecords;
using TwinGrid.Grains.Organs;
using TwinGrid.Grains.Patients;
using TwinGrid.Grains.Reach;
using TwinGrid.Grains.Readers;
using TwinGrid.Grains.Rebuilding;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Grains.Seats;
using TwinGrid.Grains.Studies;
using TwinGrid.Grains.Treatments;
using TwinGrid.Grains.Trials;
using TwinGrid.Storage;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Silo;

/// <summary>Builds a silo into a process: the stand-alone one, or a gateway that embeds it.</summary>
public static class GridSilo
{
    /// <summary>Idle twins sleep after this; their organs sooner, for they are woken only by what concerns them.</summary>
    private static readonly TimeSpan TwinSleepsAfter = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan OrganSleepsAfter = TimeSpan.FromMinutes(2);

    /// <summary>A busy processor alone turns nobody away: the gates at the door and before the twins bound what waits for it.</summary>
    private const int BusyIsNotOverloaded = 100;

    /// <summary>Share of memory, %, above which a silo turns its clients away.</summary>
    private const int MemoryFullAt = 90;

    /// <summary>Silos evict one that joins for longer, by their own clocks: a silo whose clock is minutes behind must not look like one.</summary>
    private static readonly TimeSpan LongestJoin = TimeSpan.FromMinutes(20);

    public static void AddGridSilo(this IHostApplicationBuilder builder, GridOptions grid)
    {
        SeveralWorkers.Ensure();
        builder.Services.AddGridLog(grid);
        builder.Services.AddGridStorage(grid);
        builder.Services.AddGrains(grid);
        KnownInterfaces.Add(builder.Services);
        builder.UseOrleans(silo =>
        {
            Join(silo, grid);
            Store(silo, grid);
            Bound(silo, grid);
            if (grid.Dashboard) silo.AddDashboard();
        });
        builder.Services.AddHostedService<SiloDrain>(); // after the silo: it is stopped before it
        builder.Services.AddHostedService<ReaderKeeper>(); // after the silo: it calls grains
        builder.Services.AddHostedService<CensusTaker>();
        builder.Services.AddTrials(grid.Trials.ToOptions(), new TrialMethod(TimeProvider.System));
        builder.Services.AddHostedService<FeedKeeper>();
        if (grid.Cluster != ClusterKind.Embedded) builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<SiloWitness>(services, grid));
    }

    private static void AddGrains(this IServiceCollection services, GridOptions grid)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddGrainMeters();
        services.AddGrainServices();
        services.AddSingleton(new WakeOptions { AtOnce = grid.WakesAtOnce == 0 ? new WakeOptions().AtOnce : grid.WakesAtOnce, PerSecond = grid.WakesPerSecond });
        services.AddSingleton<WakeGate>();
        services.AddSingleton<SavedStates>();
        services.AddSingleton<SavedRowSets>();
        services.AddSingleton<TwinArchive>();
        services.AddSingleton<RebuiltPasts>();
        services.AddSingleton<VitalsPasts>();
        services.AddSingleton(new RestOptions { UnpackedAtMost = grid.UnpackedStates });
        services.AddSingleton(new ReaderOptions { CheckpointInterval = TimeSpan.FromSeconds(grid.CheckpointSeconds) });
        services.AddSingleton(new SchedulerOptions
        {
            Shards = grid.SchedulerShards, NightsPerSecond = grid.NightsPerSecond, Quiet = new(grid.QuietFromUtc, TimeSpan.FromHours(grid.QuietHoursLong)),
        });
        services.AddSingleton(new StudyOptions { BudgetMillionths = (long)(grid.StudyEpsilon * 1_000_000) });
        services.AddSeats(new SeatOptions());
        services.AddSingleton<NightPace>();
        services.AddSingleton<TreatmentDesk>();
        services.AddSingleton(new OrganOptions { Lateness = TimeSpan.FromMinutes(grid.LatenessMinutes) });
    }

    private static void Join(ISiloBuilder silo, GridOptions grid)
    {
        if (grid.Cluster == ClusterKind.Embedded)
            silo.UseLocalhostClustering(PortOrFree(grid.SiloPort), grid.SiloGatewayPort, serviceId: grid.ClusterId, clusterId: grid.ClusterId);
        else
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (OrleansTables.Invariant(StorageKind.PostgreSql), grid.PostgreSql))
                .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (grid.ClusterId, grid.ClusterId))
                .ConfigureEndpoints(IPAddress.Parse(grid.AdvertisedAddress), PortOrFree(grid.SiloPort), PortOrFree(grid.SiloGatewayPort))
                .Configure<EndpointOptions>(options => Listen(options, grid));
        if (grid.Hosting == HostingKind.Kubernetes) silo.UseKubernetesHosting();
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.NumMissedProbesLimit = 3;
            options.ProbeTimeout = TimeSpan.FromSeconds(grid.SiloDeathSeconds / options.NumMissedProbesLimit);
            options.MaxProbeTimeout = options.ProbeTimeout; // Orleans would wait four times as long for a silo that answered slowly when it was young
            options.IAmAliveTablePublishTimeout = options.ProbeTimeout; // a silo that starts waits for all that said so of late: after a death of all, for none
            options.TableRefreshTimeout = options.ProbeTimeout; // who missed a neighbour's farewell reads it in the table, and who was thought dead learns it soon
            options.DefunctSiloExpiration = TimeSpan.FromDays(1);
            options.MaxJoinAttemptTime = LongestJoin;
        });
    }

    /// <summary>Behind a translated address, as in a container, a silo listens at another than the one it is reached at.</summary>
    private static void Listen(EndpointOptions options, GridOptions grid)
    {
        if (grid.ListenAddress is not { } address) return;
        options.SiloListeningEndpoint = new IPEndPoint(IPAddress.Parse(address), options.SiloPort);
        options.GatewayListeningEndpoint = new IPEndPoint(IPAddress.Parse(address), options.GatewayPort);
    }

    /// <summary>
    /// What is written rarely goes through the grid's own store; Orleans' ADO.NET provider, which kept it before, is read for what it still holds, and keeps the reminders.
    /// Its default JSON would drop what a state keeps private; the grid's own serializer does not.
    /// </summary>
    private static void Store(ISiloBuilder silo, GridOptions grid)
    {
        var storage = GridData.StorageOf(grid);
        var (invariant, connection) = (OrleansTables.Invariant(storage.Kind), OrleansTables.ConnectionString(storage));
        silo.AddAdoNetGrainStorage(RareState.OlderStore, older => older.Configure<Serializer>((options, serializer) =>
        {
            (options.Invariant, options.ConnectionString) = (invariant, connection);
            options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
        silo.Services.AddKeyedSingleton<IGrainStorage>(RareState.Store, (services, _) => new RareStateStorage(
            services.GetRequiredService<ISnapshotStore>(), services.GetRequiredService<Serializer>(), services.GetRequiredKeyedService<IGrainStorage>(RareState.OlderStore)));
        silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (invariant, connection));
    }

    /// <summary>What keeps a silo within its memory and its queues (the figures behind them: design notes on Orleans' defaults).</summary>
    private static void Bound(ISiloBuilder silo, GridOptions grid) => silo
        .Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = TwinSleepsAfter;
            foreach (var organ in typeof(OrganGrain<>).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(TwinGrid.Organs.IOrgan))))
                options.ClassSpecificCollectionAge[organ.FullName!] = OrganSleepsAfter;
            options.EnableActivationSheddingOnMemoryPressure = true;
        })
        .Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 1000)
        .Configure<LoadSheddingOptions>(options => (options.LoadSheddingEnabled, options.CpuThreshold, options.MemoryThreshold) = (true, BusyIsNotOverloaded, MemoryFullAt))
        .Configure<GrainDirectoryOptions>(options => options.CacheSize = grid.Cluster == ClusterKind.Embedded ? 20_000 : 200_000);

    private static int PortOrFree(int port)
    {
        if (port != 0) return port;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
