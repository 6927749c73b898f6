using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>Virtual patients as rows of a table. Not for real people: their rows never leave their twins.</summary>
public sealed class PatientRows
{
    private readonly TrialLayout _layout;
    private readonly RowTable _table;
    private readonly RowCell[] _row;

    /// <param name="layout">Of the trial.</param>
    /// <param name="table">With <see cref="Columns"/> of the layout.</param>
    /// <exception cref="InvalidOperationException">The patients are real.</exception>
    public PatientRows(TrialLayout layout, RowTable table)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.IsOfRealPeople) throw new InvalidOperationException("The patients of this trial are people: their rows are not written.");
        (_layout, _table, _row) = (layout, table, new RowCell[Columns(layout).Count]);
    }

    /// <summary>The columns of a layout's patients.</summary>
    public static IReadOnlyList<RowColumn> Columns(TrialLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return
        [
            new("patient"), new("arm", false), new("stratum", false), new("entry_day"), new("look"), .. layout.Covariates.Select(covariate => new RowColumn(covariate.Name, covariate.Levels is null)), .. layout.Score is null ? Array.Empty<RowColumn>() : [new("score")],
            .. layout.Endpoints.SelectMany(endpoint => endpoint.Kind == EndpointKind.TimeToEvent ? new[] { new RowColumn(endpoint.Name + " (days)"), new RowColumn(endpoint.Name + " (seen)") } : [new RowColumn(endpoint.Name)]),
            new("left_early", false), new("followed_days"), new("doses_planned"), new("doses_taken"), .. layout.AdverseEvents.Select(name => new RowColumn(name + " (worst grade)")),
            .. layout.Courses.SelectMany(course => layout.VisitDays.Select(day => new RowColumn(FormattableString.Invariant($"{course.Name} (day {day})")))),
        ];
    }

    /// <summary>Writes a patient.</summary>
    /// <param name="patient">Its number among those randomised.</param>
    /// <param name="outcome">What became of it.</param>
    public void Add(long patient, PatientOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var next = 0;
        foreach (RowCell cell in new RowCell[] { patient, _layout.Arms[outcome.Arm], _layout.Strata[outcome.Stratum], outcome.EntryDay, outcome.LookStage + 1 }) _row[next++] = cell;
        for (var i = 0; i < outcome.Covariates.Length; i++)
            _row[next++] = _layout.Covariates[i].Levels is { } levels ? double.IsNaN(outcome.Covariates[i]) ? (string?)null : levels[(int)outcome.Covariates[i]] : (RowCell)outcome.Covariates[i];
        if (_layout.Score is not null) _row[next++] = outcome.Score;
        for (var i = 0; i < outcome.Values.Length; i++)
        {
            _row[next++] = outcome.Values[i];
            if (_layout.Endpoints[i].Kind == EndpointKind.TimeToEvent) _row[next++] = outcome.IsSeen[i] ? 1 : 0;
        }
        _row[next++] = outcome.Dropout < 0 ? (string?)null : _layout.DropoutReasons[outcome.Dropout];
        foreach (var number in new[] { outcome.FollowedDays, outcome.DosesPlanned, outcome.DosesTaken }) _row[next++] = number;
        foreach (var grade in outcome.WorstGrades) _row[next++] = grade;
        foreach (var measured in outcome.Courses) _row[next++] = measured;
        _table.Add(_row);
    }
}
