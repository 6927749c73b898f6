using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Tests.Conduct;

public sealed class A_trial_is_simulated
{
    private const string Stratified = """
        id: stratified
        title: Strata, criteria, dropout, visits
        seed: 11
        population:
          size: 9000
          variables:
            age: { distribution: normal, mean: 60, sd: 10 }
            sex: { distribution: categorical, shares: { female: 0.7, male: 0.3 } }
        criteria:
          - { name: adult of working age, variable: age, least: 50, most: 70 }
          - { name: no man above 65, exclude: sex == 'male' and age > 65 }
        model: { kind: continuous, mean: 0.1 * age, sd: 1, correlation: 0.5, slopePerDay: 0.01 }
        arms:
          - name: control
          - { name: treated, effect: 2, dropout: { share: 0.5, byDay: 56 } }
        allocation: { method: blocks, blocks: [3, 6], ratio: [1, 2], strata: [sex] }
        accrual: { perDay: 10 }
        visits:
          - { name: week 4, day: 28, window: 3 }
          - { name: week 8, day: 56, window: 3 }
        endpoints:
          - { name: Change at week 8, kind: change, of: value, visit: week 8, covariates: [baseline], primary: true }
          - { name: Response, kind: responder, of: value, visit: week 8, response: change >= 1 }
        subgroups: [sex]
        """;

    private static readonly TrialPlan Plan = TrialPlan.Of(TrialProtocol.Read(Stratified, "stratified.yaml"));

    private static readonly ShardOutcome[] Shards = [.. Enumerable.Range(0, Plan.Shards).Select(shard => TrialConduct.Run(Plan, shard, CancellationToken.None))];

    [Fact]
    public void shards_are_the_same_in_any_order_on_any_thread_and_whoever_runs_them()
    {
        var another = TrialPlan.Of(TrialProtocol.Read(Plan.Protocol.Canonical, "stratified.json"));
        var again = Enumerable.Range(0, another.Shards).Reverse().AsParallel().WithDegreeOfParallelism(4).Select(shard => TrialConduct.Run(another, shard, CancellationToken.None)).OrderBy(outcome => outcome.Shard).ToArray();
        again.Select(outcome => Convert.ToHexString(outcome.ToBytes())).ShouldBe(Shards.Select(outcome => Convert.ToHexString(outcome.ToBytes())));
        ShardOutcome.FromBytes(Plan, Shards[1].ToBytes()).ToBytes().ShouldBe(Shards[1].ToBytes());
        Should.Throw<InvalidDataException>(() => ShardOutcome.FromBytes(Plan, Shards[1].ToBytes()[..^40]));
    }

    [Fact]
    public void everybody_is_counted_once()
    {
        var tally = Whole();
        tally.Randomised.ShouldBe(9000);
        Shards.Sum(shard => shard.Patients).ShouldBe(9000);
        tally.Screened.ShouldBe(9000 + tally.Excluded.Sum());
        // Ages within one deviation are 68.27 % of all; of these 30 % men, of whom those above 65 are left out.
        ((double)tally.Excluded[0] / tally.Screened).ShouldBe(.3173, .012);
        ((double)tally.Excluded[1] / tally.Screened).ShouldBe(.3 * .14988, .006);
    }

    [Fact]
    public void arms_are_as_large_as_the_ratio_says_within_each_stratum()
    {
        var tally = Whole();
        for (var stratum = 0; stratum < 2; stratum++)
            ((double)tally.InStratum(1, stratum) - 2 * tally.InStratum(0, stratum)).ShouldBeInRange(-8, 4);
        Plan.Layout.Strata.ShouldBe(["sex female", "sex male"]);
    }

    [Fact]
    public void half_of_the_treated_leave_and_nobody_else()
    {
        var tally = Whole();
        tally.Arms[0].Dropouts[0].ShouldBe(0);
        tally.Endpoints[0].Missing(0).ShouldBe(0);
        ((double)tally.Endpoints[0].Missing(1) / tally.Arms[1].Randomised).ShouldBe(.5, .025);
    }

    [Fact]
    public void the_effect_is_found_where_it_was_put()
    {
        var result = TwinGrid.Trials.Analysis.TrialResult.Of(Plan.Layout, Whole());
        result.Primary.Main[0].Value.ShouldBe(2, .1);
        result.Primary.Arms[0].Figures!.Mean.ShouldBe(.56, .08); // the slope over eight weeks
    }

    [Fact]
    public void visits_fall_within_their_windows()
    {
        var rows = new List<double>();
        TrialConduct.Run(Plan, 0, row => rows.Add(row.Outcome.EntryDay), CancellationToken.None);
        rows.Count.ShouldBe(4096);
        rows.Max().ShouldBeInRange(409, 409.7);
        var cohort = new Cohort(Plan.Protocol, 100);
        cohort.Begin(0, new(3));
        for (var patient = 0; patient < 100; patient++) cohort.Add(patient, new double[2], 1000, default);
        var days = Enumerable.Range(0, 100).Select(patient => cohort.VisitDay(patient, 1)).ToArray();
        (days.Min() >= 53 && days.Max() <= 59 && days.Max() - days.Min() > 5).ShouldBeTrue();
    }

    [Fact]
    public void a_cancelled_shard_ends() =>
        Should.Throw<OperationCanceledException>(() => TrialConduct.Run(Plan, 0, new CancellationToken(canceled: true)));

    [Fact]
    public void criteria_that_nobody_meets_are_said()
    {
        var fault = Should.Throw<ProtocolException>(() => TrialProtocol.Read(Stratified.Replace("least: 50, most: 70", "least: 500, most: 700", StringComparison.Ordinal), "x"));
        (fault.Path, fault.Reason.Contains("nobody meets 'adult of working age'", StringComparison.Ordinal)).ShouldBe(("criteria[0]", true), fault.Message);
    }

    private static TrialTally Whole()
    {
        var tally = TrialTally.FromBytes(Plan.Layout, Shards[0].Tally!.ToBytes());
        foreach (var shard in Shards[1..]) tally.Merge(shard.Tally!);
        return tally;
    }
}
