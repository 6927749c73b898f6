using TwinGrid.Grains.Trials;

namespace TwinGrid.Silo;

/// <summary>Settings of trials, section <c>TwinGrid:Trials</c>. Read by silos.</summary>
public sealed record TrialSettings
{
    /// <summary>Cores of a silo on which trials work where nothing else wants them; 0 for none; left out: all of them.</summary>
    public int? Cores { get; init; }

    /// <summary>Patients of one trial at most, its replicates together.</summary>
    public long MostPatients { get; init; } = new TrialOptions().MostPatients;

    /// <summary>Trials that run at the same time at most; further ones are refused.</summary>
    public int MostAtOnce { get; init; } = new TrialOptions().MostAtOnce;

    internal TrialOptions ToOptions() => new() { Lanes = Cores ?? Environment.ProcessorCount, MostPatients = MostPatients, MostAtOnce = MostAtOnce };
}
