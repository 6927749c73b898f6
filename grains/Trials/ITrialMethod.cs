using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Treatments;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Trials;

/// <summary>The mathematics of trials, as the grid asks it. Safe for concurrent use.</summary>
public interface ITrialMethod
{
    /// <summary>Reads a protocol.</summary>
    /// <returns>The trial, or what is wrong with the protocol.</returns>
    (IReadTrial? Trial, IReadOnlyList<TrialFault> Faults) Read(string protocol);

    /// <summary>Protocols to begin from.</summary>
    IReadOnlyList<TrialExample> Examples { get; }
}

/// <summary>A protocol that was read. Safe for concurrent use, but for the sums it makes.</summary>
public interface IReadTrial
{
    /// <summary>What it comes to.</summary>
    TrialOutline Outline { get; }

    /// <summary>Runs one shard: the same bytes wherever and whenever it is run. With the patients in it.</summary>
    (byte[] Sums, long Patients) Conduct(int shard, CancellationToken cancel);

    /// <summary>Sums of the grid's own patients, for one shard; of a trial of virtual patients there are none.</summary>
    ITwinSums Gather();

    /// <summary>Sums that shards are added to, one after the other in their order.</summary>
    /// <param name="soFar">What <see cref="ITrialSums.ToBytes"/> gave; empty for none.</param>
    ITrialSums Sums(ReadOnlyMemory<byte> soFar);
}

/// <summary>What the people of one shard add up to. Belongs to one caller at a time.</summary>
public interface ITwinSums
{
    /// <summary>How many are in it.</summary>
    long People { get; }

    /// <summary>Follows one person. False where the person is none of the cohort or something that is needed is not known: nothing was added.</summary>
    bool Follow(string pseudonym, PatientProfile profile, IReadOnlyList<TreatmentEntry> entries, LatestSigns latest);

    /// <summary>As a shard's sums are given.</summary>
    byte[] ToBytes();
}

/// <summary>The sums of the first shards of a trial. Belongs to one caller at a time.</summary>
public interface ITrialSums
{
    /// <summary>Adds the next shard.</summary>
    void Add(ReadOnlyMemory<byte> outcome);

    /// <summary>The sums as they are stored.</summary>
    byte[] ToBytes();

    /// <summary>A paper made of the sums, all shards being in them.</summary>
    byte[] Write(TrialPaper paper);
}
