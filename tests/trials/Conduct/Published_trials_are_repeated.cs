namespace TwinGrid.Trials.Tests.Conduct;

/// <summary>What was published of trials, from their protocols in docs/trials; in full by the benchmark trial-power.</summary>
public sealed class Published_trials_are_repeated
{
    [Fact]
    public void MONET1_as_its_model_predicted_it()
    {
        // Published: 0.88 (0.78 to 0.99).
        var trials = Kept.Read("monet1.yaml").Replicates(200);
        Math.Exp(trials.MeanEffect).ShouldBeInRange(.83, .93);
    }

    [Fact]
    public void capecitabine_lives_as_long_as_Claret_2009_says()
    {
        var medians = Kept.Read("claret-2009.yaml").With("replicates", "1").With("population.size", "20000").Result().Primary.Arms.Select(arm => arm.Curve!.Median().Median).ToArray();
        medians[1].ShouldBeInRange(362, 514);
        (medians[1] - medians[0]).ShouldBeInRange(-21, 110);
    }
}
