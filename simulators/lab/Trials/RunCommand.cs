using System.CommandLine;
using System.Globalization;
using System.Text;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Results;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Reports;

namespace TwinGrid.Lab.Trials;

/// <summary><c>trial run</c>: carries out a trial and writes its report.</summary>
internal static class RunCommand
{
    private const string Summary = "Carries out a trial and writes its report: one page of HTML; the results as a table too.";

    private const string Explanation =
        """
        The protocol says all that the result depends on; docs/trials tells its form, and has examples. The same protocol and seed give the same numbers whatever --threads says.
        A protocol with replicates is a simulation of power: its report is about the trials, not about patients, and there are no rows of patients.

        Results (--csv, --parquet): a line a figure, with the columns section, subject, arm, analysis, measure, value, standard_error, low, high, coverage, statistic,
        statistic_value, degrees_of_freedom, p, n, n_control, note. Patients (--per-patient, .csv or .parquet): a line a patient with entry, covariates, endpoints, doses, grades, courses.

        Example:
          printf 'id: small\ntitle: Two arms\nseed: 1\npopulation: { size: 100 }\nmodel: { kind: continuous, sd: 1 }\narms: [{ name: control }, { name: treated, effect: 0.5 }]\nvisits: [{ name: end, day: 84 }]\nendpoints: [{ name: Value, kind: change, figure: value, of: value, visit: end }]\n' > small.yaml
          twingrid-lab trial run small.yaml --out small.html --csv small.csv
        """;

    public static Command Make(Workbench bench)
    {
        var file = TrialCommand.Protocol();
        var seed = NumberOption.Optional<long>("--seed", "Another seed than the protocol's.", 0, 9_007_199_254_740_992);
        var html = Place("--out", "The report, a page of HTML; - or nothing for standard output.");
        var csv = Place("--csv", "The results as comma-separated values.");
        var parquet = Place("--parquet", "The results as Parquet.");
        var rows = Place("--per-patient", "A line for every virtual patient: a .csv or .parquet file. Not for replicates.");
        var threads = NumberOption.Make("--threads", "How many threads work.", 1, 1024, (int?)Environment.ProcessorCount);
        var command = new ExplainedCommand("run", Summary, Explanation) { file, seed, html, csv, parquet, rows, threads };
        bench.Do(command, parsed =>
        {
            string?[] places = [parsed.GetValue(html) is "-" ? null : parsed.GetValue(html), parsed.GetValue(csv), parsed.GetValue(parquet), parsed.GetValue(rows)];
            Check([html, csv, parquet, rows], places);
            var plan = TrialCommand.Read(parsed.GetRequiredValue(file), (ulong?)parsed.GetValue(seed));
            if (places[3] is not null && plan.IsReplicated) throw new RefusedInputException("--per-patient: replicates have no rows of patients; leave replicates and sweeps out of the protocol.");
            Run(bench, plan, places, parsed.GetValue(threads));
        });
        return command;
    }

    private static void Run(Workbench bench, TrialPlan plan, string?[] places, int threads)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var each = places[3] is { } file ? new PatientTable(plan, file) : null;
        var sums = new TrialSums(plan);
        try
        {
            bench.LongWork(plan.Protocol.Title, plan.Shards, done => new ShardWork(plan, threads, each).Run(sums, done));
        }
        catch (TrialException impossible)
        {
            throw new RefusedInputException(impossible.Message, impossible);
        }
        var followed = TimeProvider.System.GetElapsedTime(started);
        var papers = new TrialPapers(plan, sums);
        var report = Encoding.UTF8.GetBytes(papers.Report(TimeProvider.System.GetUtcNow(), TrialCommand.Program));
        List<(string, byte[])> outputs = [];
        if (places[0] is { } html) outputs.Add((html, report));
        if (places[1] is { } csv) outputs.Add((csv, papers.Csv()));
        if (places[2] is { } parquet) outputs.Add((parquet, papers.Parquet()));
        if (each is not null) outputs.Add((places[3]!, each.Content()));
        OutputFile.Write(outputs);
        if (places[0] is null) bench.Output.Write(Encoding.UTF8.GetString(report));
        bench.Note(string.Create(CultureInfo.InvariantCulture,
            $"{plan.Patients} patients in {followed.TotalSeconds:G4} s on {threads} thread{(threads == 1 ? "" : "s")}; in all {TimeProvider.System.GetElapsedTime(started).TotalSeconds:G4} s. Protocol {plan.Protocol.Hash[..12]}, seed {plan.Protocol.Seed}."));
    }

    private static void Check(Option<string?>[] options, string?[] places)
    {
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] is not { } file) continue;
            OutputFile.CheckPlace(options[i].Name, file);
            for (var j = 0; j < i; j++)
                if (places[j] is { } other && string.Equals(Path.GetFullPath(other), Path.GetFullPath(file), StringComparison.Ordinal)) throw new RefusedInputException($"{options[j].Name} and {options[i].Name} are both '{file}'.");
        }
        if (places[3] is { } rows && Path.GetExtension(rows).ToLowerInvariant() is not (".csv" or ".parquet")) throw new RefusedInputException($"--per-patient '{rows}' must end in .csv or .parquet.");
    }

    private static Option<string?> Place(string name, string description) => new(name) { Description = description, HelpName = "file" };
}
