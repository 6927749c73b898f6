using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Tests.Conduct;

/// <summary>What was published of trials, from their protocols in docs/trials; in full by the benchmark trial-power.</summary>
public sealed class Published_trials_are_repeated
{
    [Fact]
    public void MONET1_as_its_model_predicted_it()
    {
        // Published: 0.88 (0.78 to 0.99).
        var trials = Kept.Read("monet1.yaml").Replicates(100);
        Math.Exp(trials.MeanEffect).ShouldBe(.87, .04);
    }

    [Fact]
    public void Asian_patients_under_placebo_live_as_long_as_Claret_2014_says_and_the_ratio_follows_from_the_medians()
    {
        // Published: 450 and 594 days, HR 0.74.
        Large("claret-2014.yaml", 20_000).Primary.Arms[0].Curve!.Median().Median.ShouldBe(450, 20);
        var given = Large("claret-2014-given-medians.yaml", 20_000).Primary;
        given.Arms[1].Curve!.Median().Median.ShouldBe(594, 25);
        given.Main[0].Value.ShouldBe(.74, .05);
    }

    [Theory]
    [InlineData(0, .72)]
    [InlineData(1, .81)]
    [InlineData(2, .88)]
    public void given_the_medians_trials_of_400_500_and_600_have_nearly_the_power_that_Claret_2014_says(int scenario, double published) =>
        Kept.Read("claret-2014-given-medians.yaml").Replicates(400, scenario).Rejected.Value.ShouldBe(published, .07); // the standard error of 400 trials is 0.02

    [Fact]
    public void capecitabine_lives_as_long_as_Claret_2009_says()
    {
        var medians = Large("claret-2009.yaml", 8000).Primary.Arms.Select(arm => arm.Curve!.Median().Median).ToArray();
        medians[1].ShouldBeInRange(362, 514);
        (medians[1] - medians[0]).ShouldBeInRange(-21, 110);
    }

    private static TwinGrid.Trials.Analysis.TrialResult Large(string name, int size)
    {
        var text = Kept.Text(name).Split("sweeps:")[0];
        return TrialProtocol.Read(text, name).With("replicates", "1").With("population.size", size.ToString(System.Globalization.CultureInfo.InvariantCulture)).Result();
    }
}
