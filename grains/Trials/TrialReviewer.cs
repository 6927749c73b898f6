using Orleans.Concurrency;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Trials;

/// <summary>Reads protocols where it is asked.</summary>
[StatelessWorker, GrainType("trial-reviewer")]
public sealed class TrialReviewer(ITrialMethod method) : Grain, ITrialReviewer
{
    public async Task<TrialCheck> Check(string protocol)
    {
        var (trial, faults) = await Task.Run(() => method.Read(protocol));
        return new(faults, trial?.Outline);
    }

    public Task<IReadOnlyList<TrialExample>> Examples() => Task.FromResult(method.Examples);
}
