using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Reports;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Tests.Conduct;

public sealed class Patients_are_stopped
{
    private const string Figures = """
        id: stopping
        title: Stopping
        seed: 5
        population: { size: 8000 }
        model: { kind: continuous, sd: 1, effectHalfDays: 0 }
        arms: [{ name: control }, { name: treated, effect: 0 }]
        allocation: { method: blocks, blocks: [2] }
        visits: [{ name: a, day: 7 }, { name: b, day: 14 }, { name: c, day: 21 }]
        stopping: [{ name: too high, of: value, when: value > 1, then: leave }]
        endpoints: [{ name: Value, kind: change, figure: value, of: value, visit: c }]
        """;

    [Fact]
    public void who_is_too_high_leaves_at_that_visit_and_is_not_seen_again()
    {
        var tally = TrialProtocol.Read(Figures, "x").Result().Tally;

        var above = .158655; // of a standard normal, at each visit anew
        tally.Layout.DropoutReasons.ShouldBe(["withdrew", "too high"]);
        foreach (var arm in (int[])[0, 1])
        {
            var left = tally.Arms[arm].Dropouts[1];
            (left / 4000.0).ShouldBe(1 - (1 - above) * (1 - above), .022);
            tally.Endpoints[0].Missing(arm).ShouldBe(left);
            (tally.Course(arm, 0, 1).Count / 4000.0).ShouldBe(1 - above, .018);
            tally.Course(arm, 0, 2).Count.ShouldBe(4000 - left);
            tally.Course(arm, 0, 0).Count.ShouldBe(4000, "who leaves was seen on that visit");
        }
        TrialTally.FromBytes(tally.Layout, tally.ToBytes()).ToBytes().ShouldBe(tally.ToBytes());
    }

    [Fact]
    public void whose_treatment_stops_is_watched_on_while_the_effect_leaves_as_it_came()
    {
        var text = Figures.Replace("effectHalfDays: 0", "effectHalfDays: 7", StringComparison.Ordinal).Replace("effect: 0 }", "effect: 20 }", StringComparison.Ordinal)
            .Replace("when: value > 1, then: leave", "when: value > 6, from: a", StringComparison.Ordinal);
        var tally = TrialProtocol.Read(text, "x").Result().Tally;

        // Half of the effect, 10, is there on day 7, when everybody who is treated stops; a quarter on day 14, an eighth on day 21.
        tally.Arms[1].Stops.ShouldBe([4000L]);
        tally.Arms[0].Stops.ShouldBe([0L]);
        double[] means = [.. Enumerable.Range(0, 3).Select(visit => tally.Course(1, 0, visit).Mean)];
        means[0].ShouldBe(10, .1);
        means[1].ShouldBe(5, .1);
        means[2].ShouldBe(2.5, .1);
        tally.Course(1, 0, 2).Count.ShouldBe(4000);
        TrialTally.FromBytes(tally.Layout, tally.ToBytes()).ToBytes().ShouldBe(tally.ToBytes());
    }

    [Fact]
    public void a_grade_4_on_a_visit_ends_the_doses_and_nobody_elses_course_changes()
    {
        var text = Kept.Text("docetaxel-million.yaml").Replace("size: 1000000", "size: 400", StringComparison.Ordinal).Replace("endpoints:", "visits: [{ name: day 8, day: 8 }, { name: day 29, day: 29 }, { name: end, day: 80 }]\nendpoints:", StringComparison.Ordinal);
        var free = Rows(text);
        var ruled = Rows(text.Replace("endpoints:", "stopping: [{ name: grade 4, of: count, when: value < 0.5 }]\nendpoints:", StringComparison.Ordinal));

        ruled.Count(row => row.Stopped == 0).ShouldBeInRange(40, 390);
        foreach (var (with, without) in ruled.Zip(free))
        {
            if (with.Stopped < 0) with.ShouldBe(without);
            else (with.Planned is 1 or 2).ShouldBeTrue($"{with.Planned} doses");
        }
        free.ShouldAllBe(row => row.Planned == 4);
    }

    [Theory]
    [InlineData("of: value, when", "of: wealth, when", "stopping[0].of", "'wealth' is not measured at visits; there are value")]
    [InlineData("when: value > 1", "when: valu > 1", "stopping[0].when", "'valu'")]
    [InlineData("then: leave", "then: leave, from: c", "stopping[0].from", "no visit before the last")]
    [InlineData("then: leave", "then: run", "stopping[0].then", "known are treatment, leave")]
    public void a_rule_that_cannot_be_is_said_with_its_line(string right, string wrong, string path, string reason)
    {
        var fault = Should.Throw<ProtocolException>(() => TrialProtocol.Read(Figures.Replace(right, wrong, StringComparison.Ordinal), "x"));
        (fault.Line, fault.Path).ShouldBe((9, path), fault.Message);
        fault.Reason.ShouldContain(reason);
    }

    [Fact]
    public void the_report_tells_who_stopped_and_why()
    {
        var text = Figures.Replace("then: leave", "then: treatment", StringComparison.Ordinal);
        var plan = TrialPlan.Of(TrialProtocol.Read(text, "x"));
        var sums = new TwinGrid.Trials.Analysis.TrialSums(plan);
        for (var shard = 0; shard < plan.Shards; shard++) sums.Add(TrialConduct.Run(plan, shard, CancellationToken.None));
        var papers = new TrialPapers(plan, sums);

        var report = papers.Report(default, "tests");
        report.ShouldContain("Stopped treatment (n = ");
        report.ShouldContain("Too high: value, value &gt; 1; no more doses, the patient is watched on.");
        System.Text.Encoding.UTF8.GetString(papers.Csv()).ShouldContain("flow,too high,control,,stopped treatment,");
    }

    private static List<(int Stopped, int Planned, double Nadir)> Rows(string text)
    {
        var plan = TrialPlan.Of(TrialProtocol.Read(text, "x"));
        var rows = new SortedDictionary<long, (int, int, double)>();
        TrialConduct.Run(plan, 0, row => rows[row.Rank] = (row.Outcome.Stopped, row.Outcome.DosesPlanned, row.Outcome.Values[0]), CancellationToken.None);
        return [.. rows.Values];
    }
}
