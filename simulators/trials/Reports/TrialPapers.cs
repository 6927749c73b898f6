using System.Text;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Conduct;

namespace TwinGrid.Trials.Reports;

/// <summary>What there is to read of a trial, all from its sums: the report, the results as a table and as JSON.</summary>
/// <param name="plan">The trial.</param>
/// <param name="sums">All of its shards.</param>
public sealed class TrialPapers(TrialPlan plan, TrialSums sums)
{
    private readonly TrialResult? _result = sums.Result();
    private readonly IReadOnlyList<PowerRow> _power = sums.Power();

    /// <summary>The statistics; null where the trial was replicated.</summary>
    public TrialResult? Result => _result;

    /// <summary>Replicates by setting; empty for a single trial.</summary>
    public IReadOnlyList<PowerRow> Power => _power;

    /// <summary>The report, one page of HTML.</summary>
    /// <param name="writtenAt">Said in it.</param>
    /// <param name="program">That made it, with its version.</param>
    public string Report(DateTimeOffset writtenAt, string program) => TrialReport.Html(StoryTeller.Of(plan, writtenAt, program), _result, _power);

    /// <summary>The results, a line each, comma separated.</summary>
    public byte[] Csv()
    {
        using var text = new StringWriter();
        using (var table = RowTable.Csv(text, ResultRows.Columns)) ResultRows.Write(table, _result, _power);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The same as a Parquet file.</summary>
    public byte[] Parquet()
    {
        using var memory = new MemoryStream();
        using (var table = RowTable.Parquet(memory, ResultRows.Columns)) ResultRows.Write(table, _result, _power);
        return memory.ToArray();
    }

    /// <summary>The results as JSON: names as in the table, what is not known left out.</summary>
    public byte[] Json() => ResultJson.Write(plan, _result, _power);
}
