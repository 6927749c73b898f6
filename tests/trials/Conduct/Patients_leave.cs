using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Tests.Conduct;

public sealed class Patients_leave
{
    [Fact]
    public void who_leaves_after_the_last_visit_has_not_left_early()
    {
        var plan = TrialPlan.Of(TrialProtocol.Read("""
            id: leaving
            title: A tenth leave in a year, and no end of follow-up is named
            seed: 3
            population: { size: 2000 }
            model: { kind: continuous, sd: 1 }
            arms: [{ name: control, dropout: { share: 0.1, byDay: 364 } }]
            visits: [{ name: half, day: 182 }, { name: year, day: 364 }]
            endpoints: [{ name: Value at one year, kind: change, figure: value, of: value, visit: year }]
            """, "leaving.yaml"));
        var sums = new TrialSums(plan);
        for (var shard = 0; shard < plan.Shards; shard++) sums.Add(TrialConduct.Run(plan, shard, CancellationToken.None));
        var flow = sums.Tally!.Arms[0];
        var left = flow.Dropouts.Sum();
        (left / 2000.0).ShouldBe(.1, .02);
        sums.Tally.Endpoints[0].Missing(0).ShouldBe(left);
        flow.Followed.Most.ShouldBe(364);
    }
}
