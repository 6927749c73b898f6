using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Reports;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Lab.Trials;

/// <summary>Rows of virtual patients in the order in which they were randomised, whichever shard is done first.</summary>
internal sealed class PatientTable : IDisposable
{
    private readonly TrialPlan _plan;
    private readonly MemoryStream _memory = new();
    private readonly StreamWriter? _text;
    private readonly RowTable _table;
    private readonly PatientRows _rows;
    private readonly Dictionary<int, ShardRows> _early = [];
    private int _next;

    /// <param name="plan">The trial.</param>
    /// <param name="file">Its ending says the form.</param>
    public PatientTable(TrialPlan plan, string file)
    {
        _plan = plan;
        var columns = PatientRows.Columns(plan.Layout);
        if (string.Equals(Path.GetExtension(file), ".parquet", StringComparison.OrdinalIgnoreCase)) _table = RowTable.Parquet(_memory, columns);
        else _table = RowTable.Csv(_text = new(_memory, leaveOpen: true), columns);
        _rows = new(plan.Layout, _table);
    }

    /// <summary>Where a shard puts its patients.</summary>
    public ShardRows Of(int shard)
    {
        _ = shard;
        return new(_plan.Layout);
    }

    /// <summary>A shard is done.</summary>
    public void Done(int shard, ShardRows rows)
    {
        lock (_early)
        {
            _early[shard] = rows;
            while (_early.Remove(_next, out var ready))
            {
                foreach (var (rank, outcome) in ready.InOrder()) _rows.Add(rank, outcome);
                _next++;
            }
        }
    }

    /// <summary>The whole table.</summary>
    public byte[] Content()
    {
        _table.Dispose();
        _text?.Flush();
        return _memory.ToArray();
    }

    public void Dispose()
    {
        _text?.Dispose();
        _memory.Dispose();
    }

    /// <summary>Patients of a shard.</summary>
    internal sealed class ShardRows(TrialLayout layout)
    {
        private readonly List<(long Rank, PatientOutcome Outcome)> _patients = [];

        public void Add(PatientRow row) => _patients.Add((row.Rank, Copy(row.Outcome)));

        public IEnumerable<(long Rank, PatientOutcome Outcome)> InOrder() => _patients.OrderBy(patient => patient.Rank);

        private PatientOutcome Copy(PatientOutcome from)
        {
            var to = new PatientOutcome(layout)
            {
                Arm = from.Arm, Stratum = from.Stratum, EntryDay = from.EntryDay, LookStage = from.LookStage, Score = from.Score, Dropout = from.Dropout, FollowedDays = from.FollowedDays,
                DosesPlanned = from.DosesPlanned, DosesTaken = from.DosesTaken,
            };
            from.Covariates.CopyTo(to.Covariates, 0);
            from.Values.CopyTo(to.Values, 0);
            from.IsSeen.CopyTo(to.IsSeen, 0);
            from.Subgroups.CopyTo(to.Subgroups, 0);
            from.Courses.CopyTo(to.Courses, 0);
            from.WorstGrades.CopyTo(to.WorstGrades, 0);
            return to;
        }
    }
}
