using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;
using TwinGrid.Grains.Organs;
using TwinGrid.Grains.Patients;
using TwinGrid.Grains.Readers;
using TwinGrid.Grains.Rebuilding;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Grains.Seats;
using TwinGrid.Grains.Studies;
using TwinGrid.Grains.Trials;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Snapshots;
using TwinGrid.VitalsLog;

namespace TwinGrid.Grains.Tests.Bed;

/// <summary>A silo of real grains with memory behind it instead of a database, and a clock that can be set.</summary>
public sealed class TwinBed : IAsyncLifetime
{
    /// <summary>Long enough for a night's learning on the busiest machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private InProcessTestCluster? _cluster;

    public SettableClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public MemoryLog Log { get; } = new(partitions: 2);

    public MemorySnapshots Snapshots { get; } = new();

    public MemoryCheckpoints Checkpoints { get; } = new();

    public MemoryHistory History { get; } = new();

    /// <summary>How twins wake; set before the start.</summary>
    public WakeOptions Waking { get; init; } = new();

    /// <summary>Nights that may begin in a second; set before the start.</summary>
    public int NightsPerSecond { get; init; } = 1000;

    /// <summary>What studies may spend; set before the start.</summary>
    public StudyOptions Studies { get; init; } = new();

    /// <summary>How trials run; set before the start.</summary>
    public TrialOptions Trials { get; init; } = new() { Lanes = 1, Beat = TimeSpan.FromMilliseconds(50) };

    /// <summary>Sees every call that a grain gets, and may hold it; null: nobody looks.</summary>
    public Func<IIncomingGrainCallContext, Task>? Witness { get; set; }

    /// <summary>Grains rest as soon as they may, so that every test shows that rest changes nothing.</summary>
    public RestOptions Rest { get; init; } = new() { After = TimeSpan.FromMilliseconds(20), Every = TimeSpan.FromMilliseconds(20) };

    /// <summary>Waits until every grain has packed its state.</summary>
    public async Task AllRest()
    {
        var states = Services.GetRequiredService<SavedStates>();
        while (states.Unpacked > 0) await Task.Delay(Rest.Every, TimeProvider.System);
    }

    public IGrainFactory Grains => _cluster!.Client;

    public IServiceProvider Services => _cluster!.Silos[0].ServiceProvider;

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = Patience));
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>(RareState.Store, (services, _) => new RareStateStorage(Snapshots, services.GetRequiredService<Serializer>(), older: null));
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = Patience);
            silo.UseInMemoryReminderService();
            silo.Services.AddSingleton<TimeProvider>(Clock);
            silo.Services.AddSingleton<IVitalsLog>(Log);
            silo.Services.AddSingleton<ISnapshotStore>(Snapshots);
            silo.Services.AddSingleton<ICheckpointStore>(Checkpoints);
            silo.Services.AddSingleton<IVitalsHistory>(History);
            silo.Services.AddGrainMeters();
            silo.Services.AddGrainServices();
            silo.Services.AddSingleton(Waking);
            silo.Services.AddSingleton<WakeGate>();
            silo.Services.AddSingleton<SavedStates>();
            silo.Services.AddSingleton<SavedRowSets>();
            silo.Services.AddSingleton<TwinArchive>();
            silo.Services.AddSingleton<RebuiltPasts>();
            silo.Services.AddSingleton<VitalsPasts>();
            silo.Services.AddSingleton(Rest);
            silo.Services.AddSingleton(new ReaderOptions { CheckpointInterval = TimeSpan.FromMilliseconds(50) });
            silo.Services.AddSingleton(new SchedulerOptions { Shards = 2, Grace = TimeSpan.FromMilliseconds(100), Tick = TimeSpan.FromMilliseconds(100), NightsPerSecond = NightsPerSecond });
            silo.Services.AddSingleton(Studies);
            silo.Services.AddSeats(new SeatOptions());
            silo.Services.AddSingleton<NightPace>();
            silo.Services.AddSingleton<Treatments.TreatmentDesk>();
            silo.Services.AddSingleton(new OrganOptions());
            silo.Services.AddTrials(Trials, new TrialMethod(Clock));
            silo.AddIncomingGrainCallFilter(call => Witness?.Invoke(call) ?? call.Invoke());
            silo.Configure<ClusterMembershipOptions>(options => options.NumVotesForDeathDeclaration = 1);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    /// <summary>A second silo joins the first.</summary>
    public async Task<SiloAddress> StartAnother() => (await _cluster!.StartAdditionalSiloAsync()).SiloAddress;

    /// <summary>Takes a silo's power away.</summary>
    public async Task Kill(SiloAddress silo) => await _cluster!.KillSiloAsync(_cluster.Silos.Single(one => one.SiloAddress.Equals(silo)));

    /// <summary>Has a grain that is awake live on a silo from now on.</summary>
    public async Task Settle(IAddressable grain, SiloAddress silo)
    {
        var management = Grains.GetGrain<IManagementGrain>(0);
        while (!silo.Equals(await management.GetActivationAddress(grain)))
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
            await grain.AsReference<IGrainManagementExtension>().MigrateOnIdle();
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
            await Task.Yield();
        }
    }

    /// <summary>Has every partition of the log read and delivered, as every silo does.</summary>
    public Task KeepReading() => Task.WhenAll(Enumerable.Range(0, Log.PartitionCount).Select(partition => Grains.GetGrain<IPartitionReader>(partition).KeepAlive()));

    /// <summary>Waits until all that is in the log has been delivered and saved.</summary>
    public Task Drain() => Task.WhenAll(Enumerable.Range(0, Log.PartitionCount).Select(Drain));

    private async Task Drain(int partition)
    {
        while (true)
        {
            try
            {
                await Grains.GetGrain<IPartitionReader>(partition).Drain();
                return;
            }
            catch (OperationCanceledException)
            {
                continue; // the reader moved meanwhile
            }
        }
    }

    public IPatientTwin Twin(string id) => Grains.GetGrain<IPatientTwin>(id);

    /// <summary>Ends an activation, as the loss of its silo would; the next call makes another.</summary>
    public async Task Lose(IAddressable grain)
    {
        await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        while (await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain) is not null) await Task.Yield();
    }

    /// <summary>Puts every grain to sleep, as memory pressure or a long idle time would; the next call wakes it from its snapshot.</summary>
    public Task PutAllToSleep() => Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
}

/// <summary>A clock that shows what it is set to; timers run in real time.</summary>
public sealed class SettableClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _ticks, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => Now;
}
