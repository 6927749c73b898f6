using System.Diagnostics.Metrics;

namespace TwinGrid.Grains.Trials;

/// <summary>What an operator sees of this silo's work for trials. Safe for concurrent use.</summary>
public sealed class TrialMeter
{
    public const string Name = "TwinGrid.Trials";

    private readonly Counter<long> _patients;
    private readonly Counter<long> _shards;
    private int _underWay;

    public TrialMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _patients = meter.CreateCounter<long>("twingrid.trial.patients", "{patient}", "Patients, virtual or the grid's own, that were followed in a trial");
        _shards = meter.CreateCounter<long>("twingrid.trial.shards", "{shard}", "Shards that were worked on, by what came of it");
        meter.CreateObservableGauge("twingrid.trial.working", () => Volatile.Read(ref _underWay), "{shard}", "Shards under way");
    }

    /// <summary>A shard is worked on, until something came of it.</summary>
    public void Begun() => Interlocked.Increment(ref _underWay);

    /// <summary>The shard is no longer worked on.</summary>
    public void Ended() => Interlocked.Decrement(ref _underWay);

    public void Done(long patients)
    {
        _patients.Add(patients);
        _shards.Add(1, new KeyValuePair<string, object?>("outcome", "done"));
    }

    public void Failed() => _shards.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));
}
