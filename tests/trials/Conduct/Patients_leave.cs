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
            visits: [{ name: half, day: 182 }, { name: year, day: 364, window: 60 }]
            endpoints: [{ name: Value at one year, kind: change, figure: value, of: value, visit: year }]
            """, "leaving.yaml"));
        var sums = new TrialSums(plan);
        for (var shard = 0; shard < plan.Shards; shard++) sums.Add(TrialConduct.Run(plan, shard, CancellationToken.None));
        var flow = sums.Tally!.Arms[0];
        var left = flow.Dropouts.Sum();
        (left / 2000.0).ShouldBe(.1, .02);
        sums.Tally.Endpoints[0].Missing(0).ShouldBe(left);
        flow.Followed.Most.ShouldBeInRange(410, 424);
    }

    [Fact]
    public void who_would_leave_after_the_days_that_cells_are_followed_has_not_left_early()
    {
        var text = Kept.Text("docetaxel-million.yaml").Replace("size: 1000000", "size: 2000", StringComparison.Ordinal).Replace("endpoints:", "dropout: { share: 0.1, byDay: 84 }\nendpoints:", StringComparison.Ordinal);
        var plan = TrialPlan.Of(TrialProtocol.Read(text, "leaving.yaml"));
        var sums = new TrialSums(plan);
        for (var shard = 0; shard < plan.Shards; shard++) sums.Add(TrialConduct.Run(plan, shard, CancellationToken.None));
        (sums.Tally!.Arms.Sum(arm => arm.Dropouts.Sum()) / 2000.0).ShouldBe(.1, .02);
    }

    [Fact]
    public void an_end_before_which_to_leave_is_asked_for() => Should.Throw<ProtocolException>(() => TrialProtocol.Read("""
        id: leaving
        title: Growth, and no end is named
        seed: 3
        population: { size: 20 }
        model: { kind: tumour, source: time-to-growth }
        arms: [{ name: one, timeToGrowth: 93, timeToGrowthSpread: 0.3, dropout: { share: 0.1, byDay: 7 } }]
        endpoints: [{ name: Time to growth, kind: change, of: timeToGrowth }]
        """, "leaving.yaml")).Reason.ShouldContain("leaves before an end");
}
