using TwinGrid.Testbed.Processes;
using TwinGrid.VitalsLog;

namespace TwinGrid.Faults.Grids;

/// <summary>A grid of real processes: where its clients reach it, where its grains and its log are looked at from outside.</summary>
public abstract class GridUnderTest : IAsyncDisposable
{
    /// <summary>The gateways as they run now; a place keeps its address over a restart.</summary>
    public abstract IReadOnlyList<GatewayProcess> Gateways { get; }

    /// <summary>Everything the processes said, for when something is wrong.</summary>
    public abstract string Said { get; }

    /// <summary>Calls to its grains.</summary>
    public abstract Task<GrainClient> Grains();

    /// <summary>Its vitals log, opened beside it. The grid may have to be stopped for it.</summary>
    public abstract Task<IVitalsLog> OpenLog();

    public abstract ValueTask DisposeAsync();
}
