using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Tests.Conduct;

/// <summary>Fewer replicates than the benchmark trial-power runs, within three of their own Monte-Carlo errors.</summary>
public sealed class Trials_are_repeated
{
    [Fact]
    public void the_t_test_has_the_power_of_the_book() => Found("t-test.yaml", 1500, .80146);

    [Fact]
    public void the_log_rank_test_needs_the_events_that_Schoenfeld_says() => Found("schoenfeld.yaml", 400, .8);

    [Theory]
    [InlineData("null-simple.yaml", 1000)]
    [InlineData("null-stratified.yaml", 1000)]
    [InlineData("null-procova.yaml", 1000)]
    [InlineData("null-sequential.yaml", 1000)]
    [InlineData("null-survival.yaml", 600)]
    public void where_nothing_differs_one_trial_in_twenty_errs(string design, int replicates) => Found(design, replicates, .05);

    [Fact]
    public void a_prognostic_score_takes_its_share_of_the_variance()
    {
        // The score explains the mean's variance: of 0.02·age 0.0256 (a little less, for ages are cut off), of 0.6·severity 0.36, of 0.3·log marker 0.02, and twice 0.3·0.16·0.6 by their correlation.
        var explained = .0256 + .36 + .09 * Math.Log(1.25) + 2 * .3 * .16 * .6;
        Kept.Read("null-procova.yaml").Replicates(1000).VarianceRatio.ShouldBe(1 - explained / (explained + .49), .06);
    }

    [Fact]
    public void swept_values_are_simulated_each()
    {
        var protocol = TrialProtocol.Read(Kept.Text("t-test.yaml").Replace("replicates: 10000", "replicates: 50\nsweeps: [{ path: population.size, values: [20, 40] }, { path: 'arms[1].effect', values: [0, 1, 2] }]", StringComparison.Ordinal), "x");
        var plan = TrialPlan.Of(protocol);
        plan.Scenarios.Select(scenario => string.Join("/", scenario.Values)).ShouldBe(["20/0", "20/1", "20/2", "40/0", "40/1", "40/2"]);
        var outcomes = Enumerable.Range(0, plan.Shards).SelectMany(shard => TrialConduct.Run(plan, shard, CancellationToken.None).Replicates).ToArray();
        outcomes.GroupBy(outcome => outcome.Scenario).Select(scenario => scenario.Count()).ShouldBe([50, 50, 50, 50, 50, 50]);
        outcomes.Where(outcome => outcome.Scenario == 5).Count(outcome => outcome.Decision.IsRejected).ShouldBe(50);
        outcomes.Where(outcome => outcome.Scenario == 0).Average(outcome => outcome.Decision.Effect).ShouldBe(0, .25);
    }

    private static void Found(string name, int replicates, double share)
    {
        var trials = Kept.Read(name).Replicates(replicates);
        trials.Count.ShouldBe(replicates);
        trials.Rejected.Value.ShouldBe(share, 3 * Math.Sqrt(share * (1 - share) / replicates));
    }
}
