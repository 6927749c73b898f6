using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Conduct;

/// <summary>Makes outcomes of what became of a cohort, endpoint by endpoint.</summary>
internal sealed class Outcomes
{
    /// <summary>Figures are counted with their squares.</summary>
    private const double Largest = 1e9;

    private readonly TrialProtocol _protocol;
    private readonly int[] _measures, _covariates, _baselines, _courses, _subgroups;
    private readonly int[][] _events;
    private readonly double[] _response = new double[4];

    public Outcomes(TrialProtocol protocol)
    {
        _protocol = protocol;
        var (measures, events) = (protocol.Model.Measures.Select(measure => measure.Name).ToArray(), protocol.Model.Events.ToArray());
        _measures = [.. protocol.Endpoints.Select(endpoint => endpoint.Kind == EndpointKind.TimeToEvent ? -1 : Array.IndexOf(measures, endpoint.Of[0]))];
        _events = [.. protocol.Endpoints.Select(endpoint => endpoint.Kind == EndpointKind.TimeToEvent ? endpoint.Of.Select(name => Array.IndexOf(events, name)).ToArray() : [])];
        (_covariates, _baselines) = ([.. LayoutOf.Covariates(protocol)], [.. LayoutOf.Baselines(protocol)]);
        _courses = [.. Enumerable.Range(0, measures.Length).Where(i => protocol.Model.Measures[i].IsAtVisits)];
        _subgroups = [.. protocol.Subgroups.Select(protocol.Population.Patients.Find)];
    }

    /// <summary>An endpoint's figure, or response; NaN: missing.</summary>
    public double Value(Cohort cohort, int patient, int endpoint)
    {
        var (plan, measure) = (_protocol.Endpoints[endpoint], _measures[endpoint]);
        var value = plan.Visit < 0 ? cohort.Whole(patient, measure) : cohort.At(patient, measure, plan.Visit);
        var baseline = Baseline(cohort, patient, endpoint);
        if (plan.Kind == EndpointKind.Responder)
        {
            if (double.IsNaN(value)) return double.NaN;
            (_response[0], _response[1], _response[2], _response[3]) = (value, baseline, value - baseline, value / baseline - 1);
            return plan.Response!.Of(_response) != 0 ? 1 : 0;
        }
        return plan.Figure switch
        {
            Figure.Value => value,
            Figure.Relative => value / baseline - 1,
            _ => double.IsNaN(baseline) ? value : value - baseline,
        };
    }

    /// <summary>What an endpoint's measure was before treatment; NaN: it was not.</summary>
    public double Baseline(Cohort cohort, int patient, int endpoint) => cohort.Baseline(patient, _measures[endpoint]);

    /// <summary>Fills one patient's outcome.</summary>
    /// <param name="cohort">After the model ran.</param>
    /// <param name="patient">Which.</param>
    /// <param name="score">The prognostic score; null: there is none.</param>
    /// <param name="isWhole">False: only what replicates need.</param>
    /// <param name="outcome">Is filled.</param>
    public void Fill(Cohort cohort, int patient, PrognosticScore? score, bool isWhole, PatientOutcome outcome)
    {
        outcome.Clear();
        var (seat, variables) = (cohort.Places[patient], cohort.Variables[patient]);
        (outcome.Arm, outcome.Stratum, outcome.EntryDay) = (cohort.ArmPlace, seat.Stratum, seat.EntryDay);
        (outcome.FollowedDays, outcome.Dropout) = (Watched(cohort, patient), cohort.LeftBy[patient] is >= 0 and var rule ? LayoutOf.Withdrew + 1 + rule : seat.Withdraws && !HasBeenToAll(cohort, patient) ? LayoutOf.Withdrew : -1);
        outcome.Stopped = cohort.StoppedBy[patient];
        (outcome.DosesPlanned, outcome.DosesTaken) = (cohort.DosesPlanned[patient], cohort.DosesTaken[patient]);
        for (var i = 0; i < _covariates.Length; i++)
            outcome.Covariates[i] = Math.Abs(variables[_covariates[i]]) <= Largest ? variables[_covariates[i]]
                : throw new TrialException(FormattableString.Invariant($"'{_protocol.Population.Variables[_covariates[i]].Name}' is {variables[_covariates[i]]} in a patient; numbers up to {Largest} are counted."));
        for (var i = 0; i < _baselines.Length; i++) outcome.Covariates[_covariates.Length + i] = cohort.Baseline(patient, _baselines[i]);
        for (var endpoint = 0; endpoint < outcome.Values.Length; endpoint++)
        {
            if (_measures[endpoint] >= 0)
            {
                var value = Value(cohort, patient, endpoint);
                outcome.Values[endpoint] = Math.Abs(value) > Largest ? throw new TrialException(FormattableString.Invariant($"'{_protocol.Endpoints[endpoint].Name}' is {value} in a patient; figures up to {Largest} are counted.")) : value;
                continue;
            }
            var first = double.PositiveInfinity;
            foreach (var happening in _events[endpoint]) first = Math.Min(first, cohort.Event(patient, happening));
            outcome.IsSeen[endpoint] = first <= cohort.Leaves[patient];
            outcome.Values[endpoint] = Math.Min(first, cohort.Leaves[patient]);
        }
        outcome.LookStage = Stage(cohort, patient, seat);
        if (score is not null) outcome.Score = score.Of(variables, Baseline(cohort, patient, 0));
        if (!isWhole) return;
        for (var i = 0; i < _subgroups.Length; i++) outcome.Subgroups[i] = (int)variables[_subgroups[i]];
        var visits = _protocol.Visits.Count;
        for (var i = 0; i < _courses.Length && outcome.Courses.Length > 0; i++)
            for (var visit = 0; visit < visits; visit++) outcome.Courses[i * visits + visit] = cohort.At(patient, _courses[i], visit);
        cohort.Grades.AsSpan(patient * outcome.WorstGrades.Length, outcome.WorstGrades.Length).CopyTo(outcome.WorstGrades);
    }

    /// <summary>Where no end of follow-up is planned, who has been to the last visit has not left early, whatever the visit's window.</summary>
    private bool HasBeenToAll(Cohort cohort, int patient) => double.IsPositiveInfinity(_protocol.FollowUpDays) && _protocol.Visits.Count > 0 && !double.IsNaN(cohort.VisitDay(patient, _protocol.Visits.Count - 1));

    private double Watched(Cohort cohort, int patient)
    {
        var last = double.IsPositiveInfinity(_protocol.FollowUpDays) && _protocol.Visits.Count > 0 ? cohort.VisitDay(patient, _protocol.Visits.Count - 1) : double.PositiveInfinity;
        var watched = Math.Min(cohort.Leaves[patient], last);
        return double.IsFinite(watched) ? watched : 0;
    }

    /// <summary>The first look that has the patient's primary figure.</summary>
    private int Stage(Cohort cohort, int patient, Seat seat)
    {
        if (_protocol.Looks is not { } looks) return 0;
        var (stage, last) = (0, looks.Fractions.Count - 1);
        if (looks.Days is { } days)
        {
            if (_protocol.Endpoints[0] is not { Kind: not EndpointKind.TimeToEvent } primary) return last;
            var at = seat.EntryDay + (primary.Visit >= 0 ? cohort.VisitDay(patient, primary.Visit) : cohort.Leaves[patient]);
            while (stage < last && !(at <= days[stage])) stage++;
            return stage;
        }
        while (stage < last && seat.Rank + 1 > looks.Fractions[stage] * _protocol.Population.Size) stage++;
        return stage;
    }
}
