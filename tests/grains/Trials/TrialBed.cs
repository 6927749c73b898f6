using System.Buffers.Binary;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;
using TwinGrid.Access;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Grains.Trials;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Tests.Trials;

/// <summary>Silos that run trials of coins, on one store in memory.</summary>
internal sealed class TrialBed(int silos) : IAsyncDisposable
{
    private InProcessTestCluster _cluster = null!;

    public Tosses Tosses { get; } = new();

    /// <summary>What trials are; coins unless another is given.</summary>
    public ITrialMethod? Method { get; init; }

    public MemorySnapshots Snapshots { get; } = new();

    public TrialOptions Options { get; init; } = new() { Lanes = 2, MostAtOnce = 2, Beat = TimeSpan.FromMilliseconds(50), Lease = TimeSpan.FromMinutes(5) };

    public IGrainFactory Grains => _cluster.Client;

    public ITrialBook Book => Grains.GetGrain<ITrialBook>(0);

    public ITrial Trial(string id) => Grains.GetGrain<ITrial>(id);

    public InProcessTestCluster Cluster => _cluster;

    public async Task<TrialBed> Start()
    {
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>(RareState.Store, (services, _) => new RareStateStorage(Snapshots, services.GetRequiredService<Serializer>(), older: null));
            silo.Configure<ClusterMembershipOptions>(options => (options.NumMissedProbesLimit, options.ProbeTimeout, options.NumVotesForDeathDeclaration) = (1, TimeSpan.FromMilliseconds(500), 1));
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddTrials(Options, Method ?? Tosses);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        return this;
    }

    public static TrialOrder Order(string id, string protocol) => new(id, protocol, null, Caller.Development, "request-1");

    /// <summary>Waits until a trial has ended.</summary>
    public async Task<TrialStanding> Ended(string id)
    {
        var known = 0L;
        while (true)
        {
            try
            {
                var standing = (await Trial(id).Watch(known, TimeSpan.FromSeconds(5)))!;
                if (standing.State != TrialState.Running) return standing;
                known = standing.Version;
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System); // its silo is gone: the next call finds another
            }
        }
    }

    public async Task<(long Patients, byte[] Paper)> Result(string id)
    {
        var paper = (await Trial(id).Paper(TrialPaper.Results))!;
        return (BinaryPrimitives.ReadInt64LittleEndian(paper), paper);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
