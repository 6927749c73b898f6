using System.Collections.Concurrent;
using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Treatments;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Trials;

/// <summary>
/// The shards that are being gathered on this silo: twins add their rows here, in the process they live in, and only sums of ten people or more are given out. Safe for concurrent use.
/// </summary>
public sealed class TrialGatherings(TrialLanes lanes)
{
    /// <summary>Sums of fewer people stay where they are, and are forgotten: they would tell of persons.</summary>
    public const long Fewest = 10;

    private readonly ConcurrentDictionary<(string Trial, int Shard), Gathering> _open = new();

    /// <summary>Begins, or begins anew.</summary>
    internal void Open(string trial, int shard, IReadTrial read) => _open[(trial, shard)] = new(read.Gather());

    /// <summary>Adds a person who consents, once.</summary>
    internal async Task<Participation> Add(TrialVisit visit, TwinId twin, PatientProfile profile, IReadOnlyList<TreatmentEntry> entries, LatestSigns latest)
    {
        if (!_open.TryGetValue((visit.Trial, visit.Shard), out var gathering)) return Participation.Elsewhere; // it was begun by somebody who is gone
        return await lanes.Run(() => gathering.Add(twin, () => gathering.Sums.Follow(twin.Value, profile, entries, latest)), CancellationToken.None);
    }

    /// <summary>Ends, and gives the sums out; none of too few people.</summary>
    internal (byte[] Sums, long People) Close(string trial, int shard) =>
        _open.TryRemove((trial, shard), out var gathering) && gathering.Sums.People >= Fewest ? (gathering.Sums.ToBytes(), gathering.Sums.People) : ([], 0);

    private sealed class Gathering(ITwinSums sums)
    {
        private readonly Dictionary<TwinId, Participation> _asked = [];

        public ITwinSums Sums => sums;

        public Participation Add(TwinId twin, Func<bool> follow)
        {
            lock (_asked)
            {
                if (_asked.TryGetValue(twin, out var before)) return before; // the answer was lost
                return _asked[twin] = follow() ? Participation.TookPart : Participation.NotSuited;
            }
        }
    }
}
