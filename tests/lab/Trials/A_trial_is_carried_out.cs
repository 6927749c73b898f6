using TwinGrid.Testbed.Processes;

namespace TwinGrid.Lab.Tests.Trials;

public sealed class A_trial_is_carried_out : IDisposable
{
    private const string Protocol = """
        id: small
        title: Two arms
        seed: 1
        population: { size: 9000, variables: { age: { distribution: normal, mean: 60, sd: 10 } } }
        criteria: [{ name: below 75, include: age < 75 }]
        model: { kind: continuous, sd: 1 }
        arms: [{ name: control }, { name: treated, effect: 0.5 }]
        allocation: { method: blocks, blocks: [4, 6] }
        visits: [{ name: end, day: 84, window: 3 }]
        endpoints: [{ name: Value, kind: change, figure: value, of: value, visit: end }]
        """;

    private readonly Lab _lab = new();

    [Fact]
    public void the_same_seed_gives_the_same_bytes_on_one_thread_and_on_four()
    {
        var file = _lab.Put("small.yaml", Protocol);
        foreach (var threads in new[] { "1", "4" })
            _lab.Run("trial", "run", file, "--threads", threads, "--out", _lab.At($"{threads}.html"), "--csv", _lab.At($"{threads}.csv"), "--parquet", _lab.At($"{threads}.parquet"), "--per-patient", _lab.At($"{threads}-rows.csv")).ShouldBe(0, _lab.Errors);
        foreach (var ending in new[] { ".csv", ".parquet", "-rows.csv" })
            File.ReadAllBytes(_lab.At("4" + ending)).ShouldBe(File.ReadAllBytes(_lab.At("1" + ending)));
        File.ReadAllLines(_lab.At("1-rows.csv")).Length.ShouldBe(9001);
        File.ReadAllText(_lab.At("1.html")).ShouldContain("below 75");
        _lab.Errors.ShouldStartWith("9000 patients in ");
        _lab.Run("trial", "run", file, "--seed", "2", "--out", _lab.At("other.html"), "--csv", _lab.At("other.csv")).ShouldBe(0, _lab.Errors);
        File.ReadAllText(_lab.At("other.csv")).Equals(File.ReadAllText(_lab.At("1.csv")), StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public void power_has_a_report_of_its_own_and_no_rows_of_patients()
    {
        var file = _lab.Put("power.yaml", Protocol.Replace("size: 9000", "size: 64", StringComparison.Ordinal) + "\nreplicates: 200\nsweeps: [{ path: 'arms[1].effect', values: [0, 0.5, 1] }]\n");
        _lab.Run("trial", "run", file).ShouldBe(0, _lab.Errors);
        _lab.Output.ShouldContain("600 simulated trials");
        _lab.Refusal("trial", "run", file, "--per-patient", _lab.At("rows.csv")).ShouldContain("replicates have no rows");
    }

    [Fact]
    public void what_cannot_be_carried_out_is_refused_with_its_line()
    {
        var file = _lab.Put("bad.yaml", Protocol.Replace("effect: 0.5", "effect: 0.5 * weight", StringComparison.Ordinal));
        _lab.Refusal("trial", "run", file).ShouldBe($"'{file}', line 7, column 52, arms[1].effect: 'weight' is no variable of the population; there are age.");
        _lab.Refusal("trial", "check", file).ShouldContain("line 7");
        _lab.Refusal("trial", "run", _lab.At("nowhere.yaml")).ShouldContain("does not exist");
        var own = Protocol.Replace("size: 9000,", "size: 100, source: grid, cohort: {},", StringComparison.Ordinal);
        _lab.Refusal("trial", "run", _lab.Put("blocks.yaml", own)).ShouldContain("line 8, column 13, allocation");
        _lab.Refusal("trial", "run", _lab.Put("grid.yaml", own.Replace("{ method: blocks, blocks: [4, 6] }", "{ method: simple }", StringComparison.Ordinal))).ShouldContain("on the grid");
        _lab.Refusal("trial", "run", _lab.Put("good.yaml", Protocol), "--out", _lab.At("x.html"), "--csv", _lab.At("x.html")).ShouldContain("are both");
    }

    [Fact]
    public void a_protocol_is_checked_and_the_schema_printed()
    {
        _lab.Run("trial", "check", Path.Combine(Repository.Root, "docs", "trials", "protocols", "docetaxel-million.yaml")).ShouldBe(0, _lab.Errors);
        _lab.Output.ShouldStartWith("docetaxel-million: ");
        _lab.Output.ShouldContain("245 shards");
        _lab.Run("trial", "schema").ShouldBe(0);
        _lab.Output.ShouldBe(File.ReadAllText(Path.Combine(Repository.Root, "docs", "trials", "protocol.schema.json")));
    }

    public void Dispose() => _lab.Dispose();
}
