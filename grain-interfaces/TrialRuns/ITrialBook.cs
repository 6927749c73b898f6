using Orleans.Concurrency;

namespace TwinGrid.TrialRuns;

/// <summary>The trials of the grid; one for the grid, key 0. It bounds how many run at once, and tells workers which.</summary>
[Alias("TwinGrid.ITrialBook")]
public interface ITrialBook : IGrainWithIntegerKey
{
    /// <summary>Starts a trial, or says why not. Durable when it returns; an order that was taken before is answered with how that trial stands.</summary>
    [Alias("Order")] Task<TrialOrderAnswer> Order(TrialOrder order);

    /// <summary>Trials that are kept, the newest first.</summary>
    [Alias("List"), AlwaysInterleave] Task<IReadOnlyList<TrialStanding>> List();

    /// <summary>A trial has ended: it is handed to workers no more. Durable when it returns; to repeat it is harmless.</summary>
    [Alias("Ended")] Task Ended(string trial);

    /// <summary>Trials that run, answered as soon as they are others than those known, or when the time is up.</summary>
    [Alias("Running"), AlwaysInterleave] Task<RunningTrials> Running(long known, TimeSpan wait);
}

/// <summary>Trials that run.</summary>
/// <param name="Version">Tells this answer from those before it.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.RunningTrials")]
public sealed record RunningTrials([property: Id(0)] long Version, [property: Id(1)] IReadOnlyList<string> Trials);
