using System.Text.Json.Nodes;
using Json.Schema;
using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Tests.Protocols;

public sealed class A_protocol_is_read
{
    private const string Yaml = """
        id: two-arms
        title: Two arms
        seed: 3
        population:
          size: 100
          variables:
            age: { distribution: normal, mean: 60, sd: 10 }
            sex: { distribution: categorical, shares: { female: 1, male: 1 } }
        model: { kind: continuous, sd: 1, correlation: .5 }
        arms:
          - name: control
          - name: treated
            effect: 0.5
        visits:
          - { name: week 4, day: 28, window: 3 }
          - { name: week 8, day: 56, window: 3 }
        endpoints:
          - { name: Change, kind: change, of: value, visit: week 8, covariates: [baseline, age] }
        """;

    private static readonly JsonSchema Schema = JsonSchema.FromText(TrialProtocol.Schema);

    public static TheoryData<string> KeptProtocols() => new(Kept.All);

    [Theory, MemberData(nameof(KeptProtocols))]
    public void every_kept_protocol_can_be_carried_out_and_fits_the_schema(string name)
    {
        var protocol = Kept.Read(name);
        protocol.Id.ShouldBe(Path.GetFileNameWithoutExtension(name));
        TrialPlan.Of(protocol).Shards.ShouldBeGreaterThan(0);
        Fits(protocol.Canonical).ShouldBeTrue(Problems(protocol.Canonical));
    }

    [Fact]
    public void the_example_of_the_documentation_can_be_carried_out_and_fits_the_schema()
    {
        var documentation = File.ReadAllText(Path.Combine(Kept.Folder, "..", "README.md"));
        var example = TrialProtocol.Read(documentation.Split("```yaml\n")[1].Split("```")[0], "README.md");
        Fits(example.Canonical).ShouldBeTrue(Problems(example.Canonical));
        var result = example.Result();
        result.Primary.Main[0].Value.ShouldBeLessThan(0);
        result.Looks.Count.ShouldBe(2);
    }

    [Fact]
    public void json_and_yaml_that_say_the_same_are_the_same_protocol()
    {
        var yaml = TrialProtocol.Read(Yaml, "two-arms.yaml");
        var json = TrialProtocol.Read(yaml.Canonical, "two-arms.json");
        json.Canonical.ShouldBe(yaml.Canonical);
        json.Hash.ShouldBe(yaml.Hash);
        (yaml.WithSeed(4).Hash == yaml.Hash).ShouldBeFalse();
        TrialProtocol.Read(Yaml + "\n# a comment\n", "x").Hash.ShouldBe(yaml.Hash);
    }

    [Theory]
    [InlineData("size: 100", "size: -5", 5, "population.size", "-5 is not possible")]
    [InlineData("size: 100", "size: many", 5, "population.size", "A number is wanted")]
    [InlineData("sd: 10", "sd: -1", 7, "population.variables.age.sd", "-1 is not possible")]
    [InlineData("female: 1, male: 1", "female: 0, male: 0", 8, "population.variables.sex.shares", "all 0")]
    [InlineData("kind: continuous", "kind: magic", 9, "model.kind", "'magic' is not known")]
    [InlineData("effect: 0.5", "effect: 0.5 * weight", 13, "arms[1].effect", "'weight' is no variable")]
    [InlineData("effect: 0.5", "effect: 1/0", 13, "arms[1].effect", "'1/0' is no number")]
    [InlineData("effect: 0.5", "effect: sqrt(-1)", 13, "arms[1].effect", "'sqrt(-1)' is no number")]
    [InlineData("seed: 3", "seed: 100000000000000000000", 3, "seed", "at most")]
    [InlineData("effect: 0.5", "efect: 0.5", 13, "arms[1].efect", "'efect' is not known here")]
    [InlineData("day: 56", "day: 28", 16, "visits[1]", "visits rise")]
    [InlineData("day: 56, window: 3", "day: 34, window: 3", 16, "visits[1]", "overlaps")]
    [InlineData("visit: week 8", "visit: week 9", 18, "endpoints[0].visit", "There is no visit 'week 9'")]
    [InlineData("covariates: [baseline, age]", "covariates: [baseline, weight]", 18, "endpoints[0].covariates[1]", "'weight' is no variable")]
    [InlineData("of: value", "of: death", 18, "endpoints[0].of", "'death' is no measure")]
    [InlineData("kind: change", "kind: time-to-event", 18, "endpoints[0].of", "no events")]
    [InlineData("seed: 3", "seed: 3\nallocation: { ratio: [1, 0] }", 4, "allocation.ratio[1]", "0 is not possible")]
    [InlineData("seed: 3", "seed: 3\nallocation: { blocks: [3] }", 4, "allocation.blocks[0]", "cannot hold the arms 1:1")]
    [InlineData("seed: 3", "seed: 3\nallocation: { method: blocks, blocks: [4], strata: [age] }", 4, "allocation.strata[0]", "not categorical")]
    [InlineData("seed: 3", "seed: 3\nlooks: { at: [0.5, 0.3, 1] }", 4, "looks.at", "Looks rise")]
    [InlineData("seed: 3", "seed: 3\ncriteria: [{ name: old, include: age >= }]", 4, "criteria[0].include", "ends too early")]
    [InlineData("seed: 3", "seed: 3\nsweeps: [{ path: 'arms[2].effect', values: [1] }]", 4, "sweeps[0].path", "there is no '2'")]
    [InlineData("name: treated", "name: control", 12, "arms[1]", "two arms 'control'")]
    [InlineData("seed: 3", "seed: 3\nseed: 4", 4, "seed", "said twice")]
    [InlineData("id: two-arms", "id: Two Arms", 1, "id", "is no id")]
    public void what_cannot_be_carried_out_is_said_with_its_place(string right, string wrong, int line, string path, string reason)
    {
        var fault = Should.Throw<ProtocolException>(() => TrialProtocol.Read(Yaml.Replace(right, wrong, StringComparison.Ordinal), "two-arms.yaml"));
        fault.Reason.ShouldContain(reason);
        (fault.Line, fault.Path).ShouldBe((line, path), fault.Message);
        fault.Message.ShouldStartWith($"'two-arms.yaml', line {line}, column ");
    }

    [Theory]
    [InlineData("procova: { from: [age] }", "procova", "not for the grid's own people")]
    [InlineData("allocation: { blocks: [4] }", "allocation", "assigned one by one")]
    [InlineData("replicates: 5", "replicates", "are there once")]
    public void what_cannot_be_done_with_people_who_are_there_is_said_with_its_line(string part, string path, string reason)
    {
        var text = Yaml.Replace("size: 100", "source: grid\n  cohort: { ageFrom: 18 }\n  size: 100", StringComparison.Ordinal).Replace("seed: 3", $"seed: 3\n{part}", StringComparison.Ordinal);
        var fault = Should.Throw<ProtocolException>(() => TrialProtocol.Read(text, "x"));
        fault.Reason.ShouldContain(reason);
        (fault.Line, fault.Path).ShouldBe((4, path), fault.Message);
    }

    [Theory]
    [InlineData("size: 100", "size: -5")]
    [InlineData("kind: continuous", "kind: magic")]
    [InlineData("effect: 0.5", "efect: 0.5")]
    [InlineData("sd: 10", "sd: -1")]
    [InlineData("kind: change", "kind: responder")]
    [InlineData("id: two-arms", "id: Two Arms")]
    [InlineData("title: Two arms", "notes: [x]")]
    [InlineData("seed: 3", "seed: 3\nallocation: { ratio: [1, 0] }")]
    [InlineData("seed: 3", "seed: 3\naccrual: { perDay: 1, overDays: 30 }")]
    [InlineData("effect: 0.5", "dose: 5")]
    public void what_the_schema_refuses_the_reader_refuses_too(string right, string wrong)
    {
        var text = Yaml.Replace(right, wrong, StringComparison.Ordinal);
        Should.Throw<ProtocolException>(() => TrialProtocol.Read(text, "x"));
        Fits(Unchecked(text)).ShouldBeFalse();
    }

    [Fact]
    public void json_has_places_too()
    {
        var json = "{\n  \"id\": \"x\",\n  \"title\": \"x\",\n  \"seed\": 1,\n  \"population\": { \"size\": 0 }\n}";
        Should.Throw<ProtocolException>(() => TrialProtocol.Read(json, "x.json")).Message.ShouldStartWith("'x.json', line 5, column 27, population.size: 0 is not possible");
        Should.Throw<ProtocolException>(() => TrialProtocol.Read("{\n \"id\": }", "x.json")).Message.ShouldStartWith("'x.json', line 2, column");
        Should.Throw<ProtocolException>(() => TrialProtocol.Read("id: [", "x.yaml")).Message.ShouldContain("no YAML");
        Should.Throw<ProtocolException>(() => TrialProtocol.Read("", "x.yaml")).Message.ShouldContain("empty");
        Should.Throw<ProtocolException>(() => TrialProtocol.Read("a: &x [1]\nb: *x", "x.yaml")).Message.ShouldContain("references");
    }

    [Fact]
    public void correlations_that_contradict_each_other_are_refused()
    {
        var text = Yaml.Replace("model:", """
              correlations:
                - { between: [age, sex], is: 0.9 }
                - { between: [age, other], is: 0.9 }
                - { between: [sex, other], is: -0.9 }
            model:
            """, StringComparison.Ordinal).Replace("    sex:", "    other: { distribution: uniform, least: 0, most: 1 }\n    sex:", StringComparison.Ordinal);
        Should.Throw<ProtocolException>(() => TrialProtocol.Read(text, "x")).Reason.ShouldContain("not positive definite");
    }

    [Theory]
    [InlineData("dose: 100", "dose: 200", "lies outside the label's 55 to 100 mg/m²")]
    [InlineData("BSA: 1.8", "WT: 70", "counted by 'BSA', which the population has not (body surface, m²)")]
    [InlineData("parameters: friberg-2002", "parameters: library", "needs 'FEMALE'")]
    [InlineData("over 1 h every 21 d x 4", "over 1 h evry 21 d x 4", "'evry' is not understood")]
    [InlineData("drug: docetaxel", "drug: docetaxol", "has no drug 'docetaxol'")]
    [InlineData("days: 84", "days: 60", "lies after the 60 days")]
    public void doses_and_drugs_are_checked(string right, string wrong, string reason) =>
        Should.Throw<ProtocolException>(() => TrialProtocol.Read(Kept.Text("docetaxel-million.yaml").Replace(right, wrong, StringComparison.Ordinal), "x")).Reason.ShouldContain(reason);

    [Theory]
    [InlineData("schoenfeld.yaml", "medianDays: 365", "medianDays: -1", "must be above 0")]
    [InlineData("docetaxel-million.yaml", "BSA: 1.8", "BSA: -1", "which is -1 in a patient")]
    public void what_is_below_nothing_is_refused(string name, string right, string wrong, string reason) =>
        Should.Throw<ProtocolException>(() => TrialProtocol.Read(Kept.Text(name).Replace(right, wrong, StringComparison.Ordinal), "x")).Reason.ShouldContain(reason);

    [Fact]
    public void a_formula_that_is_no_number_in_some_patient_ends_the_trial_with_a_sentence()
    {
        var plan = TrialPlan.Of(TrialProtocol.Read(Kept.Text("null-stratified.yaml").Replace("sd: 1,", "sd: 1, slopePerDay: log(sex),", StringComparison.Ordinal), "x"));
        Should.Throw<TrialException>(() => TrialConduct.Run(plan, 0, CancellationToken.None)).Message.ShouldContain("must be numbers in everybody");
    }

    [Fact]
    public void a_dose_outside_the_label_can_be_meant() => TrialProtocol.Read(
        Kept.Text("docetaxel-million.yaml").Replace("dose: 100,", "dose: 200, offLabel: true,", StringComparison.Ordinal), "x").Arms[0].IsOffLabel.ShouldBeTrue();

    [Fact]
    public void a_gene_that_is_not_called_is_missed()
    {
        var text = """
            id: warfarin
            title: Warfarin
            seed: 1
            population: { size: 10, variables: { AGE: 71 } }
            model: { kind: kinetics, target: { least: 0.5 } }
            arms: [{ name: one, drug: warfarin, regimen: 5 mg oral every 1 d x 10 }]
            visits: [{ name: end, day: 9 }]
            endpoints: [{ name: Concentration, kind: change, of: concentration, visit: end }]
            """;
        Should.Throw<ProtocolException>(() => TrialProtocol.Read(text, "x")).Reason.ShouldContain("gene CYP2C9, which is not called");
    }

    [Fact]
    public void a_tumour_that_answers_to_a_concentration_is_not_followed_in_people_who_are_there()
    {
        var text = """
            id: ovary
            title: Carboplatin
            seed: 1
            population: { size: 10, source: grid, cohort: { tumour: true }, variables: { GFR: 90 } }
            model: { kind: tumour }
            arms: [{ name: one, drug: carboplatin, dose: 500, regimen: over 1 h every 21 d x 4 }]
            visits: [{ name: end, day: 84 }]
            endpoints: [{ name: Size, kind: change, of: size, visit: end }]
            """;
        Should.Throw<ProtocolException>(() => TrialProtocol.Read(text, "x")).Reason.ShouldContain("area under the patient's own concentration");
    }

    private static bool Fits(string json) => Schema.Evaluate(JsonNode.Parse(json)).IsValid;

    private static string Problems(string json) => string.Join("; ", Schema.Evaluate(JsonNode.Parse(json), new EvaluationOptions { OutputFormat = OutputFormat.List }).Details
        .Where(detail => detail.HasErrors).Select(detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}"));

    /// <summary>As JSON, whatever it says.</summary>
    private static string Unchecked(string text) => ProtocolText.Read(text, "x").Canonical();
}
