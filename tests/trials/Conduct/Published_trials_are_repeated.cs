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
    public void Asian_patients_live_as_long_as_Claret_2014_says()
    {
        // Published: 450 and 594 days, HR 0.74.
        var found = Large("claret-2014.yaml", 20_000).Primary;
        found.Arms[0].Curve!.Median().Median.ShouldBe(450, 20);
        found.Arms[1].Curve!.Median().Median.ShouldBe(594, 25);
        found.Main[0].Value.ShouldBe(.74, .04);
    }

    [Theory]
    [InlineData(0, .72)]
    [InlineData(1, .81)]
    [InlineData(2, .88)]
    public void trials_of_400_500_and_600_have_the_power_that_Claret_2014_says(int scenario, double published) =>
        Kept.Read("claret-2014.yaml").Replicates(400, scenario).Rejected.Value.ShouldBe(published, .06); // the standard error of 400 trials is 0.02

    [Fact]
    public void its_times_to_growth_are_those_under_which_as_many_tumours_answer_as_Kubota_2014_counted()
    {
        var found = Large("asian-responses.yaml", 20_000);
        found.Primary.Arms.Select(arm => arm.Responders.Value).ShouldBe([.27, .62], .012);
        found.Endpoints[1].Arms.Select(arm => arm.Figures!.Quantile(.5)).ShouldBe([91, 153], 7);
    }

    [Fact]
    public void tumours_that_cannot_be_followed_answer_nothing_and_a_response_seen_once_is_not_confirmed()
    {
        var text = Kept.Text("asian-responses.yaml");
        TrialProtocol.Read(text.Replace("\"no\": 21, \"yes\": 198", "\"no\": 1000000, \"yes\": 1", StringComparison.Ordinal), "nobody.yaml").With("population.size", "2000").Result()
            .Primary.Arms.Sum(arm => arm.Responders.Hits).ShouldBe(0);
        var once = TrialProtocol.Read(text.Replace("of: confirmedResponse", "of: response", StringComparison.Ordinal), "once.yaml").Result().Primary.Arms;
        once[0].Responders.Value.ShouldBeGreaterThan(.37);
        once[1].Responders.Value.ShouldBeGreaterThan(.7);
    }

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
