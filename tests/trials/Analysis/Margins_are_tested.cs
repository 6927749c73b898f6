using System.Globalization;
using MathNet.Numerics.Distributions;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Reports;
using TwinGrid.Trials.Statistics;

namespace TwinGrid.Trials.Tests.Analysis;

/// <summary>Non-inferiority and equivalence against their power on paper, by whole simulated trials; and trials that are given up. Seeds are fixed, so the same trials run every time.</summary>
public sealed class Margins_are_tested
{
    private const string Figures = """
        id: margin
        title: A margin
        seed: 11
        population: { size: 128 }
        model: { kind: continuous, sd: 1, unit: mmHg }
        arms: [{ name: standard }, { name: new, effect: 0 }]
        allocation: { method: blocks, blocks: [4, 8] }
        visits: [{ name: end, day: 84 }]
        endpoints: [{ name: Value, kind: change, figure: value, of: value, visit: end, hypothesis: non-inferiority, margin: 0.5 }]
        """;

    private const string Times = """
        id: margin
        title: A margin
        seed: 12
        population: { size: 500 }
        model: { kind: survival, event: death, medianDays: 365 }
        arms: [{ name: standard }, { name: new, hazardRatio: 1 }]
        allocation: { method: blocks, blocks: [2, 4] }
        followUpDays: 10957
        endpoints: [{ name: Survival, kind: time-to-event, of: death, hypothesis: non-inferiority, margin: 1.3 }]
        """;

    /// <summary>Value above −0.8416: a share of 80 % in both arms.</summary>
    private const string Shares = """
        id: margin
        title: A margin
        seed: 13
        population: { size: 500 }
        model: { kind: continuous, sd: 1 }
        arms: [{ name: standard }, { name: new, effect: 0 }]
        allocation: { method: blocks, blocks: [2, 4] }
        visits: [{ name: end, day: 84 }]
        endpoints: [{ name: Responders, kind: responder, of: value, visit: end, response: value > -0.8416212, hypothesis: non-inferiority, margin: 0.1 }]
        """;

    [Fact]
    public void a_difference_of_means_within_the_margin_is_found_as_often_as_the_t_test_says()
    {
        Found(Figures, 4000).ShouldBe(Power.TTest(.5, 64), Three(.80146, 4000)); // the other tail of two sides is below 1e-6
        Found(Figures.Replace("effect: 0", "effect: -0.5", StringComparison.Ordinal), 10_000).ShouldBe(.025, Three(.025, 10_000));
        Found(Figures.Replace("effect: 0", "effect: -0.5", StringComparison.Ordinal).Replace("margin: 0.5", "margin: 0.5, sides: 1, alpha: 0.05", StringComparison.Ordinal), 10_000).ShouldBe(.05, Three(.05, 10_000));
        // Where less is better, the treated arm may be higher by the margin.
        Found(Figures.Replace("effect: 0", "effect: 0.5", StringComparison.Ordinal).Replace("margin: 0.5", "margin: 0.5, better: lower", StringComparison.Ordinal), 10_000).ShouldBe(.025, Three(.025, 10_000));
    }

    [Fact]
    public void equivalence_needs_both_sides()
    {
        var equal = Figures.Replace("non-inferiority", "equivalence", StringComparison.Ordinal).Replace("size: 128", "size: 200", StringComparison.Ordinal);
        // |difference| stays below the margin less the quantile's width; the standard deviation is known nearly.
        var (error, quantile) = (Math.Sqrt(2 / 100.0), StudentT.InvCDF(0, 1, 198, .975));
        Found(equal, 4000).ShouldBe(2 * Normal.CDF(0, 1, .5 / error - quantile) - 1, Three(.88, 4000) + .004);
        Found(equal.Replace("effect: 0", "effect: 0.5", StringComparison.Ordinal), 10_000).ShouldBe(.025, Three(.025, 10_000));
        Found(equal.Replace("effect: 0", "effect: -0.5", StringComparison.Ordinal), 10_000).ShouldBe(.025, Three(.025, 10_000));
    }

    [Fact]
    public void a_hazard_ratio_within_the_margin_is_found_as_often_as_its_events_say()
    {
        Found(Times, 1500).ShouldBe(Normal.CDF(0, 1, Math.Log(1.3) * Math.Sqrt(500 / 4.0) - 1.959964), Three(.835, 1500));
        Found(Times.Replace("hazardRatio: 1", "hazardRatio: 1.3", StringComparison.Ordinal), 3000).ShouldBe(.025, Three(.025, 3000));
    }

    [Fact]
    public void a_difference_of_shares_within_the_margin_is_found_as_often_as_Farrington_and_Manning_say()
    {
        // Under no difference the likeliest shares a tenth apart are close to 75 and 85 %.
        var (spread, likely) = (Math.Sqrt(2 * .8 * .2 / 250), Math.Sqrt((.75 * .25 + .85 * .15) / 250));
        Found(Shares, 3000).ShouldBe(Normal.CDF(0, 1, (.1 - 1.959964 * likely) / spread), Three(.8, 3000) + .005);
        Found(Shares.Replace("effect: 0", $"effect: {(Normal.InvCDF(0, 1, .7) - .8416212).ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal), 10_000).ShouldBe(.025, Three(.025, 10_000) + .002);
        // Against no difference it is Pearson's statistic.
        var pair = (new Share(50, 31), new Share(60, 25));
        TwoShares.Against([pair], 0).ShouldBe(TwoShares.Of([pair]).Z * Math.Sqrt(110 / 109.0), 1e-9);
    }

    [Fact]
    public void the_report_says_what_was_shown_and_draws_the_margin()
    {
        var report = Report(Figures);

        report.ShouldContain("margin 0.5 mmHg");
        report.ShouldContain("t test, against a margin of 0.5 mmHg");
        report.ShouldContain(">margin</text>");
        report.ShouldContain("Non-inferiority: t test of the adjusted difference against a margin of 0.5 mmHg; limits of 95");
        Report(Times).ShouldContain("margin hazard ratio 1.3");
        Report(Shares).ShouldContain("margin 10 percentage points");
    }

    [Theory]
    [InlineData("hypothesis: non-inferiority, margin: 0.5", "hypothesis: non-inferiority", "It needs a margin: a difference above 0")]
    [InlineData("hypothesis: non-inferiority, margin: 0.5", "margin: 0.5", "A margin is of non-inferiority or equivalence")]
    [InlineData("margin: 0.5", "margin: -0.5", "A margin of -0.5 is not possible")]
    public void a_margin_that_cannot_be_is_said_with_its_line(string right, string wrong, string reason)
    {
        var fault = Should.Throw<ProtocolException>(() => TrialProtocol.Read(Figures.Replace(right, wrong, StringComparison.Ordinal), "x"));
        (fault.Line, fault.Reason.Contains(reason, StringComparison.Ordinal)).ShouldBe((9, true), fault.Message);
        Should.Throw<ProtocolException>(() => TrialProtocol.Read(Times.Replace("margin: 1.3", "margin: 0.8", StringComparison.Ordinal), "x")).Reason.ShouldContain("a hazard ratio above 1");
    }

    [Fact]
    public void trials_are_given_up_where_the_trend_leads_nowhere()
    {
        var text = Figures.Replace(", hypothesis: non-inferiority, margin: 0.5", "", StringComparison.Ordinal) + "\nlooks: { limits: obrien-fleming, at: [0.5, 1], futility: 0.1 }";
        var trials = TrialProtocol.Read(text, "x").Replicates(4000);

        // Half of the information, 1.977 at the end, a conditional power of a tenth.
        var futile = Math.Sqrt(.5) * (1.977 + Math.Sqrt(.5) * Normal.InvCDF(0, 1, .1));
        trials.GivenUpAt(0).Value.ShouldBe(Normal.CDF(0, 1, futile), Three(.776, 4000) + .004);
        trials.Rejected.Value.ShouldBeLessThan(.05);
        trials.MeanPatients.ShouldBeInRange(64, 85);
        ReplicateTally.FromBytes(trials.ToBytes()).ToBytes().ShouldBe(trials.ToBytes());
        Report(text).ShouldContain("futile below");
    }

    private static double Found(string text, int trials) => TrialProtocol.Read(text, "x").Replicates(trials).Rejected.Value;

    /// <summary>Three Monte-Carlo errors.</summary>
    private static double Three(double share, int trials) => 3 * Math.Sqrt(share * (1 - share) / trials);

    private static string Report(string text)
    {
        var protocol = TrialProtocol.Read(text, "x");
        var result = protocol.Result();
        return TrialReport.Html(new TrialStory { Title = protocol.Title, Id = protocol.Id, Seed = protocol.Seed, ProtocolHash = protocol.Hash, WrittenAt = default, Program = "tests" }, result, []);
    }
}
