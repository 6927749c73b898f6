using System.Globalization;
using TwinGrid.Testbed;

namespace TwinGrid.Lab.Tests.Cohorts;

public sealed class A_cohort_is_simulated : IDisposable
{
    private readonly Lab _lab = new();

    [SkippableTheory, InlineData("pk2", "ode"), InlineData("pk2", "exact"), InlineData("fri", null), InlineData("cla", "exact"), InlineData("cla", "ode"), InlineData("rib", null)]
    public void the_summary_is_that_of_two_independent_solvers(string workload, string? method)
    {
        var reference = ResultTable.Reference("pharmacology", $"ref_{workload}_population.csv");
        string[] options = method is null ? [] : ["--method", method];
        var summary = _lab.Table(["simulate", workload, "--subjects", Subjects(workload), "--rtol", "1e-6", "--atol", "1e-8", .. options]);
        summary.Names.ShouldBe(["time", "mean", "sd", "p05", "p50", "p95", "min"]);
        summary.Rows.ShouldBe(reference.Rows);
        foreach (var column in summary.Names)
        {
            var (found, expected) = (summary[column], reference[column]);
            for (var i = 0; i < found.Length; i++) found[i].ShouldBe(expected[i], 1e-6 * Math.Abs(expected[i]) + 1e-9, $"{column} in row {i}");
        }
        _lab.Errors.ShouldContain("subjects per CPU second simulating");
    }

    [SkippableTheory, InlineData("pk2", "CP"), InlineData("fri", "ANC"), InlineData("cla", "Y"), InlineData("rib", "PSTAR")]
    public void a_subject_without_parameters_is_the_typical_one(string workload, string column)
    {
        var course = ResultTable.Reference("pharmacology", $"ref_{workload}_typical.csv")[column];
        _lab.Run("simulate", workload, "--subjects", _lab.Put("one.csv", "ID\nA\n"), "--summary", _lab.At("summary.csv"), "--per-subject", _lab.At("each.csv")).ShouldBe(0, _lab.Errors);
        _lab.Output.ShouldBeEmpty();
        var each = ResultTable.Parse(File.ReadAllText(_lab.At("each.csv")));
        each.Names.ShouldBe(["ID", "last", "min", "max", "mean"]);
        each.Texts("ID").ShouldBe(["A"]);
        each["last"][0].ShouldBe(course[^1], 1e-6 * course[^1]);
        each["min"][0].ShouldBe(course.Min(), 1e-6 * course.Min());
        each["max"][0].ShouldBe(course.Max(), 1e-6 * course.Max());
        each["mean"][0].ShouldBe(course.Average(), 1e-6 * course.Average());
        var median = ResultTable.Parse(File.ReadAllText(_lab.At("summary.csv")))["p50"];
        for (var i = 0; i < course.Length; i++) median[i].ShouldBe(course[i], 1e-6 * course[i]);
    }

    [Theory]
    [InlineData("ID,CL\n1,5\n1,6\n", "line 3, column 1 (ID): the subject '1' stands here a second time.")]
    [InlineData("ID,CL\n1,-5\n", "line 2, column 2 (CL): -5 does not lie from 1E-09 to 1000000000.")]
    [InlineData("ID,CLEARANCE\n1,5\n", "line 1, column 2: the column 'CLEARANCE' is unknown; known are ID, CL, V2, Q, V3, KA.")]
    [InlineData("CL\n5\n", "line 1, column 2: the column 'ID' is missing; the file has CL.")]
    public void subjects_that_cannot_be_used_are_refused_with_their_line(string subjects, string reason) =>
        _lab.Refusal("simulate", "pk2", "--subjects", _lab.Put("subjects.csv", subjects), "--summary", _lab.At("out.csv")).ShouldEndWith(reason);

    [SkippableFact]
    public void each_subject_comes_out_as_in_a_file_of_its_own()
    {
        var lines = File.ReadAllLines(Subjects("fri"));
        _lab.Run("simulate", "fri", "--subjects", _lab.Put("many.csv", string.Join('\n', lines[..14])), "--summary", _lab.At("m.csv"), "--per-subject", _lab.At("many-out.csv")).ShouldBe(0, _lab.Errors);
        _lab.Run("simulate", "fri", "--subjects", _lab.Put("one.csv", $"{lines[0]}\n{lines[11]}\n"), "--summary", _lab.At("o.csv"), "--per-subject", _lab.At("one-out.csv")).ShouldBe(0, _lab.Errors);
        var of = lines[11].Split(',')[0].ToString(CultureInfo.InvariantCulture);
        File.ReadAllLines(_lab.At("one-out.csv"))[1].ShouldBe(File.ReadAllLines(_lab.At("many-out.csv")).Single(line => line.StartsWith($"{of},", StringComparison.Ordinal)));
    }

    private static string Subjects(string workload) => SharedData.Path("reference", "pharmacology", $"subjects_{workload}.csv");

    public void Dispose() => _lab.Dispose();
}
