using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Conduct;

/// <summary>
/// Follows a cohort under its rules of stopping. What is seen up to a visit does not depend on what comes after it, so a cohort is followed as if nobody stopped, and again once it is known who did,
/// until nobody else does: twice for most protocols, and once where there are no rules.
/// </summary>
internal sealed class Stopping
{
    private readonly TrialProtocol _protocol;
    private readonly int[] _measures, _placeAmongOthers;
    private readonly double[] _figures = new double[4];

    public Stopping(TrialProtocol protocol)
    {
        _protocol = protocol;
        string[] measures = [.. protocol.Model.Measures.Select(measure => measure.Name)];
        _measures = [.. protocol.Stopping.Select(rule => Array.IndexOf(measures, rule.Of))];
        _placeAmongOthers = [.. protocol.Stopping.Select((rule, i) => protocol.Stopping.Take(i).Count(other => other.Leaves == rule.Leaves))];
    }

    /// <summary>Follows everybody to where they stop or end.</summary>
    public void Run(Cohort cohort)
    {
        _protocol.Model.Run(cohort);
        if (_protocol.Stopping.Count == 0) return;
        while (Apply(cohort))
        {
            cohort.Again();
            _protocol.Model.Run(cohort);
        }
    }

    /// <summary>Each patient's next stop; whether there was any.</summary>
    private bool Apply(Cohort cohort)
    {
        var any = false;
        for (var patient = 0; patient < cohort.Count; patient++)
        {
            if (Next(cohort, patient) is not (>= 0 and var rule, var visit)) continue;
            any = true;
            if (_protocol.Stopping[rule].Leaves) cohort.Leave(patient, visit, _placeAmongOthers[rule]);
            else cohort.StopTreatment(patient, visit, _placeAmongOthers[rule]);
        }
        return any;
    }

    /// <summary>The first rule that is met, and at which visit; below 0: none.</summary>
    private (int Rule, int Visit) Next(Cohort cohort, int patient)
    {
        for (var visit = 0; visit < _protocol.Visits.Count - 1; visit++)
            for (var i = 0; i < _measures.Length; i++)
            {
                var rule = _protocol.Stopping[i];
                if (visit < rule.From || cohort.LeftBy[patient] >= 0 || (!rule.Leaves && cohort.StoppedBy[patient] >= 0) || double.IsNaN(cohort.VisitDay(patient, visit))) continue;
                var (value, baseline) = (cohort.At(patient, _measures[i], visit), cohort.Baseline(patient, _measures[i]));
                if (double.IsNaN(value)) continue;
                (_figures[0], _figures[1], _figures[2], _figures[3]) = (value, baseline, value - baseline, value / baseline - 1);
                if (rule.When.Of(_figures) is not 0 and not double.NaN) return (i, visit);
            }
        return (-1, -1);
    }
}
