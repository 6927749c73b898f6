namespace TwinGrid.Trials.Tallies;

/// <summary>What patients add up to in one endpoint: by look, arm and stratum, and by subgroup and arm.</summary>
public sealed class EndpointTally
{
    private readonly TrialLayout _layout;
    private readonly EndpointLayout _endpoint;
    private readonly int _place;
    private readonly int[] _covariates, _firstOfFactor;
    private readonly double[] _row;
    private readonly EndpointCell[] _cells, _subgroups;
    private readonly FigureTally[] _figures;
    private readonly long[] _missing;

    internal EndpointTally(TrialLayout layout, int place)
    {
        (_layout, _place, _endpoint) = (layout, place, layout.Endpoints[place]);
        _covariates = [.. _endpoint.Covariates.Select(layout.Covariate)];
        _row = new double[layout.ColumnsOf(_endpoint) + (layout.Score is null ? 0 : 1) + 1];
        _cells = Cells(layout.Looks.Count * layout.Arms.Count * layout.Strata.Count);
        _firstOfFactor = new int[layout.Subgroups.Count];
        var levels = 0;
        for (var factor = 0; factor < _firstOfFactor.Length; factor++)
        {
            _firstOfFactor[factor] = levels;
            levels += layout.Subgroups[factor].Levels.Count;
        }
        _subgroups = Cells(levels * layout.Arms.Count);
        _figures = [.. layout.Arms.Select(_ => new FigureTally())];
        _missing = new long[layout.Arms.Count];
    }

    /// <summary>
    /// A cell of the main analysis. Of figures and responders, and of times without days of looks: the patients whose first look this is. Of times with days of looks:
    /// everybody who had entered by then, cut at that day.
    /// </summary>
    public EndpointCell Cell(int look, int arm, int stratum) => _cells[(look * _layout.Arms.Count + arm) * _layout.Strata.Count + stratum];

    /// <summary>A cell of the table of subgroups, at the end.</summary>
    public EndpointCell Subgroup(int factor, int level, int arm) => _subgroups[(_firstOfFactor[factor] + level) * _layout.Arms.Count + arm];

    /// <summary>The figure itself, by arm: of changes the value, of times the days watched.</summary>
    public FigureTally Figures(int arm) => _figures[arm];

    /// <summary>Patients of an arm whose value is missing or, of figures, a covariate or the score.</summary>
    public long Missing(int arm) => _missing[arm];

    /// <summary>Whether each look's cells hold all who had entered, not only those who came since the last.</summary>
    public bool IsCutByDay => _endpoint.Kind == EndpointKind.TimeToEvent && _layout.Looks.Days is not null;

    internal void Add(PatientOutcome patient)
    {
        var (value, arm, stratum) = (patient.Values[_place], patient.Arm, patient.Stratum);
        _figures[arm].Add(value);
        switch (_endpoint.Kind)
        {
            case EndpointKind.Change: AddFigure(patient, value); break;
            case EndpointKind.Responder:
                if (double.IsNaN(value)) _missing[arm]++;
                if (double.IsNaN(value) && !_endpoint.MissingIsFailure) return;
                foreach (var cell in CellsOf(patient)) cell.Responders!.Add(value > 0);
                break;
            case EndpointKind.TimeToEvent:
                if (double.IsNaN(value)) _missing[arm]++;
                else AddTime(patient, value, patient.IsSeen[_place]);
                break;
            default: throw new InvalidOperationException($"An endpoint of kind {_endpoint.Kind} is not known.");
        }

        void AddTime(PatientOutcome patient, double days, bool isSeen)
        {
            var time = TimeOf(days);
            if (!IsCutByDay)
            {
                foreach (var cell in CellsOf(patient)) cell.Events!.Add(time, isSeen);
                return;
            }
            for (var factor = 0; factor < patient.Subgroups.Length; factor++) Subgroup(factor, patient.Subgroups[factor], arm).Events!.Add(time, isSeen);
            var last = _layout.Looks.Count - 1;
            Cell(last, arm, stratum).Events!.Add(time, isSeen);
            for (var look = 0; look < last; look++)
            {
                var watched = _layout.Looks.Days![look] - patient.EntryDay;
                if (watched <= 0) continue;
                Cell(look, arm, stratum).Events!.Add(Math.Min(time, TimeOf(watched)), isSeen && days <= watched);
            }
        }
    }

    /// <summary>The subgroups' cells and the one of the main analysis.</summary>
    private IEnumerable<EndpointCell> CellsOf(PatientOutcome patient)
    {
        for (var factor = 0; factor < patient.Subgroups.Length; factor++) yield return Subgroup(factor, patient.Subgroups[factor], patient.Arm);
        yield return Cell(patient.LookStage, patient.Arm, patient.Stratum);
    }

    private void AddFigure(PatientOutcome patient, double value)
    {
        var column = 0;
        foreach (var covariate in _covariates)
        {
            // A category is told from the first one by a column of its own.
            var (known, levels) = (patient.Covariates[covariate], _layout.Covariates[covariate].Levels?.Count ?? 0);
            if (levels <= 2) _row[column++] = known;
            else
                for (var level = 1; level < levels; level++) _row[column++] = double.IsNaN(known) ? known : known == level ? 1 : 0;
        }
        if (_layout.Score is not null) _row[column] = patient.Score;
        _row[^1] = value;
        foreach (var figure in _row)
        {
            if (!double.IsNaN(figure)) continue;
            _missing[patient.Arm]++;
            return;
        }
        for (var factor = 0; factor < patient.Subgroups.Length; factor++) Subgroup(factor, patient.Subgroups[factor], patient.Arm).Moments!.Add(_row);
        Cell(patient.LookStage, patient.Arm, patient.Stratum).Moments!.Add(_row);
    }

    private int TimeOf(double days)
    {
        if (!(days >= 0)) throw new ArgumentOutOfRangeException(nameof(days), days, $"A time of {_endpoint.Name} is not below 0.");
        return (int)Math.Min(Math.Ceiling(days / _layout.DayResolution), int.MaxValue);
    }

    internal void Merge(EndpointTally other)
    {
        for (var i = 0; i < _cells.Length; i++) _cells[i].Merge(other._cells[i]);
        for (var i = 0; i < _subgroups.Length; i++) _subgroups[i].Merge(other._subgroups[i]);
        for (var arm = 0; arm < _figures.Length; arm++)
        {
            _figures[arm].Merge(other._figures[arm]);
            _missing[arm] += other._missing[arm];
        }
    }

    internal void Write(TallyWriter to)
    {
        foreach (var cell in _cells) cell.Write(to);
        foreach (var cell in _subgroups) cell.Write(to);
        foreach (var figures in _figures) figures.Write(to);
        foreach (var missing in _missing) to.Write(missing);
    }

    internal void Read(ref TallyReader from)
    {
        foreach (var cell in _cells) cell.Read(ref from);
        foreach (var cell in _subgroups) cell.Read(ref from);
        foreach (var figures in _figures) figures.Read(ref from);
        for (var arm = 0; arm < _missing.Length; arm++) _missing[arm] = from.ReadCount();
    }

    private EndpointCell[] Cells(int count) => [.. Enumerable.Range(0, count).Select(_ => new EndpointCell(_endpoint.Kind, _row.Length))];
}
