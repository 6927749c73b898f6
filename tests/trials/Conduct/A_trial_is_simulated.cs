using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Tests.Conduct;

public sealed class A_trial_is_simulated
{
    private const string TTest = """
        id: t-test
        title: Two arms, half a standard deviation apart
        seed: 7
        population: { size: 128 }
        model: { kind: continuous, sd: 1 }
        arms: [{ name: control }, { name: treated, effect: 0.5 }]
        allocation: { method: blocks, blocks: [4, 8] }
        visits: [{ name: end, day: 84 }]
        endpoints: [{ name: Value at the end, kind: change, figure: value, of: value, visit: end }]
        replicates: 2000
        """;

    [Fact]
    public void the_t_test_has_the_power_of_the_book()
    {
        var plan = TrialPlan.Of(TrialProtocol.Read(TTest, "t-test.yaml"));
        var rejected = Enumerable.Range(0, plan.Shards).SelectMany(shard => TrialConduct.Run(plan, shard, CancellationToken.None).Replicates).Count(replicate => replicate.Decision.IsRejected);
        (rejected / 2000.0).ShouldBe(.80146, 3 * Math.Sqrt(.8 * .2 / 2000));
    }

    [Fact]
    public void a_shard_is_the_same_after_it_was_written()
    {
        var plan = TrialPlan.Of(TrialProtocol.Read(TTest.Replace("replicates: 2000", "", StringComparison.Ordinal), "t-test.yaml"));
        var outcome = TrialConduct.Run(plan, 0, CancellationToken.None);
        outcome.Patients.ShouldBe(128);
        ShardOutcome.FromBytes(plan, outcome.ToBytes()).ToBytes().ShouldBe(outcome.ToBytes());
    }
}
