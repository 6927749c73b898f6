using TwinGrid.Trials.Statistics;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Analysis;

/// <summary>What many simulated trials of one design add up to: its power, or its error of the first kind. Merging in any order gives the same bits.</summary>
public sealed class ReplicateTally
{
    private readonly long[] _rejectedAt, _givenUpAt;
    private long _plainRejected;
    private readonly Moments _effects = new(2), _errors = new(1), _sizes = new(2);

    /// <param name="looks">How many the design has, the end included.</param>
    public ReplicateTally(int looks) => (_rejectedAt, _givenUpAt) = (new long[looks], new long[looks]);

    /// <summary>Trials.</summary>
    public long Count { get; private set; }

    /// <summary>Trials that found an effect, at any look.</summary>
    public Share Rejected => new(Count, _rejectedAt.Sum());

    /// <summary>Trials that stopped with an effect at a look.</summary>
    public Share RejectedAt(int look) => new(Count, _rejectedAt[look]);

    /// <summary>Trials that were given up at a look.</summary>
    public Share GivenUpAt(int look) => new(Count, _givenUpAt[look]);

    /// <summary>Trials in which the plain analysis of everybody, without score, covariates and interim looks, found an effect.</summary>
    public Share PlainRejected => new(Count, _plainRejected);

    /// <summary>How many looks there are.</summary>
    public int Looks => _rejectedAt.Length;

    /// <summary>Trials whose effect could be estimated.</summary>
    public long Estimated => _effects.Count;

    /// <summary>Mean of the effects where the trials stopped; of ratios of their logarithms.</summary>
    public double MeanEffect => _effects.Mean(0);

    /// <summary>Spread of the effects over trials.</summary>
    public double EffectDeviation => Math.Sqrt(_effects.Scatter(0, 0) / (_effects.Count - 1));

    /// <summary>Mean of the standard errors that the trials reported.</summary>
    public double MeanError => _errors.Mean(0);

    /// <summary>Variance of the effects over that of the plain differences.</summary>
    public double VarianceRatio => _effects.Scatter(0, 0) / _effects.Scatter(1, 1);

    /// <summary>Mean number of patients analysed when the trial stopped.</summary>
    public double MeanPatients => _sizes.Mean(0);

    /// <summary>Mean number of events seen when the trial stopped.</summary>
    public double MeanEvents => _sizes.Mean(1);

    /// <summary>Adds a trial.</summary>
    public void Add(TrialDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        Count++;
        if (decision.IsRejected) _rejectedAt[decision.Look]++;
        if (decision.IsGivenUp) _givenUpAt[decision.Look]++;
        if (decision.IsPlainRejected) _plainRejected++;
        _sizes.Add([decision.Patients, decision.Events]);
        if (!double.IsFinite(decision.Effect) || !double.IsFinite(decision.Error) || !double.IsFinite(decision.PlainEffect)) return;
        _effects.Add([decision.Effect, decision.PlainEffect]);
        _errors.Add([decision.Error]);
    }

    /// <summary>Adds other trials of the same design.</summary>
    public void Merge(ReplicateTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Looks != Looks) throw new ArgumentException($"These trials have {Looks} looks, the others {other.Looks}.", nameof(other));
        Count += other.Count;
        _plainRejected += other._plainRejected;
        for (var look = 0; look < Looks; look++) (_rejectedAt[look], _givenUpAt[look]) = (_rejectedAt[look] + other._rejectedAt[look], _givenUpAt[look] + other._givenUpAt[look]);
        _effects.Merge(other._effects);
        _errors.Merge(other._errors);
        _sizes.Merge(other._sizes);
    }

    /// <summary>As bytes, with a digest. Equal tallies give equal bytes.</summary>
    public byte[] ToBytes()
    {
        var to = TallyWriter.Start("TGTR"u8);
        to.Write(Looks);
        to.Write(Count);
        to.Write(_plainRejected);
        foreach (var count in _rejectedAt) to.Write(count);
        foreach (var moments in new[] { _effects, _errors, _sizes }) moments.Write(to);
        foreach (var count in _givenUpAt.Any(count => count > 0) ? _givenUpAt : []) to.Write(count); // where none was, as before futility was known
        return to.Sealed();
    }

    /// <summary>A tally from its bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are torn, no such tally, or of a newer version.</exception>
    public static ReplicateTally FromBytes(ReadOnlySpan<byte> bytes)
    {
        var from = TallyReader.Start(bytes, "TGTR"u8);
        var tally = new ReplicateTally(from.ReadLength()) { Count = from.ReadCount(), _plainRejected = from.ReadCount() };
        for (var look = 0; look < tally.Looks; look++) tally._rejectedAt[look] = from.ReadCount();
        foreach (var moments in new[] { tally._effects, tally._errors, tally._sizes }) moments.Read(ref from);
        for (var look = 0; from.HasMore && look < tally.Looks; look++) tally._givenUpAt[look] = from.ReadCount();
        from.End();
        return tally;
    }
}
