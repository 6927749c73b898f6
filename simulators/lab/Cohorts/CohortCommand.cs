using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Cohorts;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Lab.Cohorts;

/// <summary><c>simulate pk2 | fri | cla | rib</c>: a file of subjects through one fixed regimen, and what the cohort looks like.</summary>
/// <typeparam name="TPerson">One subject's parameters.</typeparam>
/// <param name="workload">Equations, doses, records.</param>
/// <param name="columns">Columns the file of subjects may have besides ID.</param>
/// <param name="read">A subject from its row; what the row lacks is typical.</param>
/// <param name="standard">How it is solved unless said otherwise.</param>
internal sealed class CohortCommand<TPerson>(Workload<TPerson> workload, string[] columns, Func<SubjectRow, TPerson> read, string standard)
{
    private const string Closed = "exact", Integrated = "ode";

    /// <summary>Processor time after which no more runs are timed.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(.2);

    private readonly Option<string> _subjects = new("--subjects") { Description = "A subject a row: ID, and parameters that are not the typical ones (CSV).", HelpName = "file", Required = true };
    private readonly Option<double> _relative = NumberOption.Make("--rtol", "Relative tolerance of the results, where equations are integrated.", 1e-12, 1e-2, (double?)1e-6);
    private readonly Option<double> _absolute = NumberOption.Make("--atol", "Absolute tolerance of the results, in their unit.", 1e-14, 1e-2, (double?)1e-8);
    private readonly Option<string?> _perSubject = new("--per-subject") { Description = "A second table, a subject a row: ID, last, min, max, mean; a .csv or .parquet file.", HelpName = "file" };
    private readonly Option<string?>? _method = workload.HasClosedForm
        ? ChoiceOption.Make("--method", $"Integrate the equations (ode) or take their closed form (exact); {standard} unless given.", required: false, Integrated, Closed)
        : null;

    /// <param name="name">The workload's word.</param>
    /// <param name="summary">One sentence.</param>
    /// <param name="explanation">Equations, doses, columns.</param>
    /// <param name="figure">What is recorded, with its unit.</param>
    /// <param name="unitOfTime">Of the records.</param>
    public Command Make(Workbench bench, string name, string summary, string explanation, string figure, string unitOfTime)
    {
        var results = ResultOptions.ForSummary();
        var command = new ExplainedCommand(name, summary, explanation) { _subjects, _relative, _absolute };
        if (_method is not null) command.Options.Add(_method);
        results.AddTo(command);
        command.Options.Add(_perSubject);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var perSubject = parsed.GetValue(_perSubject);
            if (perSubject is not null) OutputFile.CheckPlace("--per-subject", perSubject);
            var tolerance = new Tolerance(parsed.GetValue(_relative), parsed.GetValue(_absolute));
            var method = (_method is null ? null : parsed.GetValue(_method)) ?? standard;
            var (ids, people) = Read(parsed.GetRequiredValue(_subjects));
            using var run = Time(people, method == Closed ? workload.Propagate : some => workload.Integrate(some, tolerance));
            var course = run.Course;
            foreach (var person in Enumerable.Range(0, people.Length))
                if (!double.IsFinite(course.Of(person)[^1])) throw new RefusedInputException($"Subject {ids[person]} leaves the finite numbers with these parameters.");
            var summaries = CourseSummary.Of(course);
            place.Write(TableOf(summaries), () => ChartOf(name, summaries, figure, unitOfTime), perSubject, perSubject is null ? null : TableOf(ids, course));
            bench.Note(FormattableString.Invariant(
                $"{people.Length} subjects, {summaries.Length} records each ({(method == Closed ? "closed form" : "integrated")}): {people.Length / run.CpuSeconds:F0} subjects per CPU second simulating, {people.Length / Environment.CpuUsage.TotalTime.TotalSeconds:F0} in all (start, reading, summing up and writing included)."));
        });
        return command;
    }

    private (string[] Ids, TPerson[] People) Read(string file)
    {
        var rows = CsvInput.Read(file, ["ID"], columns);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
            if (!seen.Add(row.Text("ID"))) throw row.Wrong("ID", $"the subject '{row.Text("ID")}' stands here a second time.");
        return ([.. rows.Select(row => row.Text("ID"))], [.. rows.Select(row => read(new(row)))]);
    }

    /// <summary>Runs until the time taken says something; a first short run, which is not timed, has the code compiled.</summary>
    private static TimedRun Time(TPerson[] people, Func<IReadOnlyList<TPerson>, CohortCourse> simulate)
    {
        for (var i = 0; i < 3; i++) simulate(people[..Math.Min(people.Length, 2 * Lanes.Count)]).Dispose();
        CohortCourse? course = null;
        var (runs, start) = (0, Environment.CpuUsage.TotalTime);
        TimeSpan taken;
        do
        {
            course?.Dispose();
            course = simulate(people);
            runs++;
            taken = Environment.CpuUsage.TotalTime - start;
        }
        while (taken < LongEnough);
        return new(course, taken.TotalSeconds / runs);
    }

    private static Table TableOf(CourseSummary[] summaries) => new Table()
        .With("time", summaries.Select(s => s.Time)).With("mean", summaries.Select(s => s.Mean)).With("sd", summaries.Select(s => s.Sd)).With("p05", summaries.Select(s => s.P05))
        .With("p50", summaries.Select(s => s.P50)).With("p95", summaries.Select(s => s.P95)).With("min", summaries.Select(s => s.Min));

    private static Table TableOf(string[] ids, CohortCourse course)
    {
        var (last, min, max, mean) = (new double[ids.Length], new double[ids.Length], new double[ids.Length], new double[ids.Length]);
        for (var i = 0; i < ids.Length; i++)
        {
            var row = course.Of(i);
            (last[i], min[i], max[i]) = (row[^1], double.PositiveInfinity, double.NegativeInfinity);
            foreach (var value in row)
            {
                min[i] = Math.Min(min[i], value);
                max[i] = Math.Max(max[i], value);
                mean[i] += value / row.Length;
            }
        }
        return new Table().With("ID", ids).With("last", last).With("min", min).With("max", max).With("mean", mean);
    }

    private static Chart ChartOf(string name, CourseSummary[] summaries, string figure, string unitOfTime)
    {
        double[] times = [.. summaries.Select(s => s.Time)];
        return new Chart($"Cohort: {name}", $"time ({unitOfTime})", figure)
            .Band("90 % of subjects", times, [.. summaries.Select(s => s.P05)], [.. summaries.Select(s => s.P95)])
            .Line("median", times, [.. summaries.Select(s => s.P50)]);
    }

    private sealed record TimedRun(CohortCourse Course, double CpuSeconds) : IDisposable
    {
        public void Dispose() => Course.Dispose();
    }
}

/// <summary>A subject's row: a parameter is the column's number, or the typical one where the file has no such column.</summary>
internal readonly record struct SubjectRow(CsvInputRow Row)
{
    public double this[string column, double typical] => Row.Has(column) ? Row.Number(column, 1e-9, 1e9) : typical;
}
