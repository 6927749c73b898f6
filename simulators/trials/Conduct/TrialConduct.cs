using TwinGrid.Physiology.Ensembles;
using TwinGrid.Trials.Populations;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Conduct;

/// <summary>Carries out shards of a trial. The same shard gives the same outcome, to the last bit, wherever and whenever it runs.</summary>
public static class TrialConduct
{
    /// <summary>Patients that are followed together: enough to fill vectors, few enough to stay in the cache.</summary>
    private const int Together = 512;

    /// <summary>Carries out a shard.</summary>
    /// <param name="plan">The trial.</param>
    /// <param name="shard">From 0.</param>
    /// <param name="cancelled">Ends the work early.</param>
    /// <exception cref="TrialException">The protocol asks for what does not come to be.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ShardOutcome Run(TrialPlan plan, int shard, CancellationToken cancelled) => Run(plan, shard, null, cancelled);

    /// <inheritdoc cref="Run(TrialPlan, int, CancellationToken)"/>
    /// <param name="each">Is told every patient of a single trial; what it is given is filled again for the next.</param>
    public static ShardOutcome Run(TrialPlan plan, int shard, Action<PatientRow>? each, CancellationToken cancelled)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, plan.Shards);
        if (plan.Protocol.Population.CohortQuery is not null) throw new TrialException("The grid's own twins are followed on the grid, where their rows are.");
        if (!plan.IsReplicated)
        {
            var (from, to) = plan.Slice(shard);
            var tally = new TrialTally(plan.Layout);
            new ShardRun(plan.Scenarios[0], Streams.Of(plan.Protocol.Seed, 0), plan.Roster, Together, isWhole: true, cancelled).Follow(from, to, tally, each);
            return new(shard, to - from, tally, []);
        }
        var scenario = plan.Scenarios[shard / plan.ShardsAScenario];
        var first = shard % plan.ShardsAScenario * plan.ReplicatesAShard;
        var (size, replicates) = (scenario.Protocol.Population.Size, new List<ReplicateOutcome>());
        for (var replicate = first; replicate < Math.Min(first + plan.ReplicatesAShard, plan.Replicates); replicate++)
        {
            cancelled.ThrowIfCancellationRequested();
            var noise = Streams.Of(scenario.Protocol.Seed, replicate);
            var tally = new TrialTally(scenario.ReplicateLayout);
            new ShardRun(scenario, noise, Roster.Of(scenario.Protocol, noise), Math.Min(Together, size), isWhole: false, cancelled).Follow(0, size, tally, null);
            replicates.Add(new(scenario.Place, replicate, scenario.Judge.Decide(tally)));
        }
        return new(shard, (long)size * replicates.Count, null, replicates);
    }

    /// <summary>A worker's way through a stretch of patients.</summary>
    private sealed class ShardRun
    {
        private readonly TrialScenario _scenario;
        private readonly CounterNoise _noise;
        private readonly Roster _roster;
        private readonly Cohort[] _cohorts;
        private readonly Outcomes _outcomes;
        private readonly Stopping _stopping;
        private readonly bool _isWhole;
        private readonly CancellationToken _cancelled;

        public ShardRun(TrialScenario scenario, CounterNoise noise, Roster roster, int together, bool isWhole, CancellationToken cancelled)
        {
            (_scenario, _noise, _roster, _isWhole, _cancelled) = (scenario, noise, roster, isWhole, cancelled);
            _cohorts = [.. scenario.Protocol.Arms.Select(_ => new Cohort(scenario.Protocol, together))];
            for (var arm = 0; arm < _cohorts.Length; arm++) _cohorts[arm].Begin(arm, noise);
            (_outcomes, _stopping) = (new(scenario.Protocol), new(scenario.Protocol));
        }

        public void Follow(long from, long to, TrialTally tally, Action<PatientRow>? each)
        {
            var protocol = _scenario.Protocol;
            var variables = new double[protocol.Population.Variables.Count];
            var outcome = new PatientOutcome(tally.Layout);
            // Where no end of follow-up is planned, nobody leaves early after the last visit.
            var last = double.IsFinite(protocol.FollowUpDays) ? double.PositiveInfinity : protocol.Visits.Count > 0 ? protocol.Visits[^1].Day + protocol.Visits[^1].Window : protocol.Model.FollowedDays;
            for (var (number, rank) = (from == 0 ? 0 : _roster.Number(from - 1) + 1, from); rank < to; number++)
            {
                protocol.Population.Patients.Draw(_noise, number, variables);
                if (number < _roster.Number(rank))
                {
                    tally.AddExcluded(Roster.Unmet(protocol, variables));
                    continue;
                }
                var entry = protocol.Accrual.OverDays > 0 ? protocol.Accrual.OverDays * _noise.Uniform(number, 0, Streams.Entry)
                    : double.IsFinite(protocol.Accrual.PerDay) ? (rank + _noise.Uniform(number, 0, Streams.Entry)) / protocol.Accrual.PerDay : 0;
                var cohort = _cohorts[_roster.Arm(rank)];
                var end = Math.Min(protocol.FollowUpDays, protocol.StudyDays - entry);
                var withdraws = cohort.Arm.Dropout is { } dropout ? -Math.Log(_noise.Uniform(number, 0, Streams.Dropout)) / dropout.HazardPerDay : double.PositiveInfinity;
                cohort.Add(number, variables, Math.Max(Math.Min(end, withdraws), 0), new(rank, _roster.Stratum(rank), entry, withdraws < Math.Min(end, last)));
                if (cohort.Count == cohort.Most) Settle(cohort, tally, outcome, each);
                rank++;
            }
            foreach (var cohort in _cohorts)
                if (cohort.Count > 0) Settle(cohort, tally, outcome, each);
        }

        private void Settle(Cohort cohort, TrialTally tally, PatientOutcome outcome, Action<PatientRow>? each)
        {
            _cancelled.ThrowIfCancellationRequested();
            _stopping.Run(cohort);
            for (var i = 0; i < cohort.Count; i++)
            {
                _outcomes.Fill(cohort, i, _scenario.Score, _isWhole, outcome);
                tally.Add(outcome);
                each?.Invoke(new(cohort.Places[i].Rank, cohort.Patients[i], outcome));
            }
            cohort.Begin(cohort.ArmPlace, _noise);
        }
    }
}

/// <summary>One virtual patient's row.</summary>
/// <param name="Rank">Among those randomised, from 0.</param>
/// <param name="Number">Among those screened, from 0.</param>
/// <param name="Outcome">Is filled again for the next patient.</param>
public readonly record struct PatientRow(long Rank, long Number, PatientOutcome Outcome);
