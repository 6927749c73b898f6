using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Tests.Conduct;

public sealed class Patients_are_dosed
{
    [Fact]
    public void a_tumour_answers_to_the_area_under_each_patients_concentration()
    {
        var text = """
            id: ovary
            title: Carboplatin in ovary
            seed: 4
            population: { size: 4000, variables: { GFR: 90 } }
            model: { kind: tumour, measured: false }
            arms: [{ name: none }, { name: carboplatin, drug: carboplatin, dose: 5, per: AUC, regimen: over 1 h every 21 d x 4 }]
            allocation: { ratio: [1, 3] }
            visits: [{ name: end, day: 84 }]
            endpoints: [{ name: Size, kind: change, figure: relative, of: size, visit: end }]
            """;
        var plan = TrialPlan.Of(TrialProtocol.Read(text, "x"));
        var (logarithms, people) = (new double[2], new int[2]);
        for (var shard = 0; shard < plan.Shards; shard++)
            TrialConduct.Run(plan, shard, row =>
            {
                logarithms[row.Outcome.Arm] += Math.Log(1 + row.Outcome.Values[0]);
                people[row.Outcome.Arm]++;
            }, CancellationToken.None);

        // Means over patients of growth, kill (Zecchin 2016, per day) and one over the clearance (Ekhart 2009), each log-normal; 575 mg by Calvert act for 84 days.
        var grown = .000611 * Math.Exp(1.72 / 2) * 84;
        var killed = 4.97e-5 * Math.Exp(1.09 / 2) * 575 / 8.38 * Math.Exp(.0369 / 2) * 84;
        (logarithms[0] / people[0]).ShouldBe(grown, .025);
        (logarithms[1] / people[1]).ShouldBe(grown - killed, .045);
        plan.Protocol.Sources.ShouldContain(source => source.Contains("Ekhart", StringComparison.Ordinal));
    }

    [Fact]
    public void neutrophils_are_those_of_the_workload()
    {
        // The workload's population: 35.5 % of its thousand fall below 0.5; the lower dose harms fewer.
        var result = Small("docetaxel-million.yaml", 1200).Result();
        result.Endpoints[1].Arms[0].Responders.Value.ShouldBe(.355, .06);
        result.Endpoints[1].Arms[1].Responders.Value.ShouldBeLessThan(result.Endpoints[1].Arms[0].Responders.Value - .05);
        result.Tally.Arms[0].WithGrade(0, 4).ShouldBe(result.Endpoints[1].Arms[0].Responders.Hits);
        result.Tally.Arms[0].Adherence.Mean.ShouldBe(1);
    }

    [Fact]
    public void doses_that_follow_the_cells_are_smaller_and_spare_them()
    {
        var result = Small("docetaxel-adaptation.yaml", 240).Result();
        var (days, intensity) = (result.Primary, result.Endpoints.Single(endpoint => endpoint.Endpoint.Name == "Share of the planned dose"));
        days.Arms[1].Figures!.Mean.ShouldBeLessThan(days.Arms[0].Figures!.Mean);
        intensity.Arms[1].Figures!.Mean.ShouldBeInRange(.5, intensity.Arms[0].Figures!.Mean);
    }

    [Fact]
    public void titration_brings_troughs_into_the_target()
    {
        var trials = Kept.Read("vancomycin-titration.yaml").Replicates(10);
        trials.Rejected.Value.ShouldBeGreaterThan(.7);
        trials.MeanEffect.ShouldBeGreaterThan(.1);
    }

    [Fact]
    public void who_takes_half_of_the_doses_has_half_of_the_effect()
    {
        var text = Kept.Text("t-test.yaml").Replace("replicates: 10000", "adherence: 0.5", StringComparison.Ordinal).Replace("size: 128", "size: 8000", StringComparison.Ordinal);
        var result = TrialProtocol.Read(text, "x").Result();
        result.Primary.Main[0].Value.ShouldBe(.25, .07);
        result.Tally.Arms[1].Adherence.Mean.ShouldBe(.5, .01);
    }

    [Fact]
    public void biomarker_negatives_are_not_taken_where_only_positives_are()
    {
        var text = Kept.Text("t-test.yaml").Replace("replicates: 10000", "enrichment: { biomarker: marker, prevalence: 0.25, enrol: positives }", StringComparison.Ordinal).Replace("size: 128", "size: 2000", StringComparison.Ordinal);
        var result = TrialProtocol.Read(text, "x").Result();
        (2000.0 / result.Tally.Screened).ShouldBe(.25, .02);
        result.Layout.Criteria.ShouldBe(["marker positive"]);
    }

    private static TrialProtocol Small(string name, int size) => Kept.Read(name).With("population.size", size.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
