using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Reports;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Analysis;

/// <summary>What the shards of a trial add up to, whether they are slices of one trial or whole replicates of it. In any order the same bits. Belongs to one caller at a time.</summary>
public sealed class TrialSums
{
    private readonly TrialPlan _plan;
    private readonly ReplicateTally[] _scenarios;

    /// <param name="plan">The trial.</param>
    public TrialSums(TrialPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        if (!plan.IsReplicated) Tally = new(plan.Layout);
        _scenarios = plan.IsReplicated ? [.. plan.Scenarios.Select(scenario => new ReplicateTally(scenario.Layout.Looks.Count))] : [];
    }

    /// <summary>Shards added.</summary>
    public int Shards { get; private set; }

    /// <summary>Of the single trial; null where it is replicated.</summary>
    public TrialTally? Tally { get; private set; }

    /// <summary>Adds a shard. Whoever calls sees to it that each is added once.</summary>
    public void Add(ShardOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (outcome.Tally is { } tally) (Tally ?? throw new ArgumentException("The trial is replicated; the shard is of a single one.", nameof(outcome))).Merge(tally);
        foreach (var replicate in outcome.Replicates) _scenarios[replicate.Scenario].Add(replicate.Decision);
        Shards++;
    }

    /// <summary>Adds the shards of another worker.</summary>
    public void Merge(TrialSums other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._scenarios.Length != _scenarios.Length) throw new ArgumentException("The others are of another trial.", nameof(other));
        Tally?.Merge(other.Tally!);
        for (var i = 0; i < _scenarios.Length; i++) _scenarios[i].Merge(other._scenarios[i]);
        Shards += other.Shards;
    }

    /// <summary>The statistics of the single trial; null where it is replicated.</summary>
    public TrialResult? Result() => Tally is null ? null : TrialResult.Of(_plan.Layout, Tally);

    /// <summary>The replicates by setting; empty for a single trial.</summary>
    public IReadOnlyList<PowerRow> Power() =>
        [.. _scenarios.Select((trials, i) => new PowerRow([.. _plan.Protocol.Sweeps.Zip(_plan.Scenarios[i].Values, (sweep, value) => new SweptValue(sweep.Path, value))], _plan.Scenarios[i].Layout.ForReplicates(), trials))];

    /// <summary>As bytes, with a digest. Equal sums give equal bytes.</summary>
    public byte[] ToBytes()
    {
        var to = TallyWriter.Start("TGTS"u8);
        to.Write(Shards);
        foreach (var part in Tally is null ? _scenarios.Select(trials => trials.ToBytes()) : [Tally.ToBytes()])
        {
            to.Write(part.Length);
            to.Write(part);
        }
        return to.Sealed();
    }

    /// <summary>Sums from their bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are torn, no sums, of a newer version, or of another trial.</exception>
    public static TrialSums FromBytes(TrialPlan plan, ReadOnlySpan<byte> bytes)
    {
        var from = TallyReader.Start(bytes, "TGTS"u8);
        var sums = new TrialSums(plan) { Shards = (int)from.ReadCount() };
        if (sums.Tally is not null) sums.Tally = TrialTally.FromBytes(plan.Layout, from.Take(from.ReadLength()));
        for (var i = 0; i < sums._scenarios.Length; i++)
        {
            var trials = ReplicateTally.FromBytes(from.Take(from.ReadLength()));
            sums._scenarios[i] = trials.Looks == sums._scenarios[i].Looks ? trials : throw new InvalidDataException("The sums belong to another trial.");
        }
        from.End();
        return sums;
    }
}
