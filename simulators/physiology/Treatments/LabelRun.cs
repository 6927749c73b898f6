using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Treatments;

/// <summary>Eight possible patients who are dosed by a label's rule, looked at each week.</summary>
/// <param name="rule">The label's.</param>
/// <param name="amounts">Of each of its steps, mg.</param>
/// <param name="cells">The drug and the cells.</param>
/// <param name="patient">Covariates.</param>
/// <param name="given">Before the rule begins; it ends before that.</param>
/// <param name="tolerance">Of each step.</param>
internal sealed class LabelRun(LabelRule rule, double[] amounts, Myelotoxicity cells, Covariates patient, Regimen given, Tolerance tolerance)
{
    private const double LookH = 168, DayH = 24;

    private readonly CellRun _run = new(cells, patient, tolerance);

    /// <summary>Cells at the times, person by person, and what was given when.</summary>
    public (double[][] Counts, List<(double Time, Lanes Amount)> Doses) Run(ReadOnlySpan<Lanes> effects, TreatmentPlan plan, double[] times)
    {
        var (rows, record) = (new double[Lanes.Count * times.Length], 1);
        var changes = given.Single().Where(dose => dose.Time + dose.Duration <= plan.FromH).ToArray();
        _run.Start(effects, changes.Length > 0 ? Math.Min(changes[0].Time, plan.FromH) : plan.FromH);
        foreach (var dose in changes) Infuse(dose.Time, dose.Amount, dose.Duration, [], [], 1);
        _run.Advance(plan.FromH, [], [], 1);
        for (var lane = 0; lane < Lanes.Count; lane++) rows[lane * times.Length] = _run.Circulating[lane];

        var (step, due) = (new int[Lanes.Count], Enumerable.Repeat(plan.FromH, Lanes.Count).ToArray());
        var seen = new int[Lanes.Count];
        var doses = new List<(double, Lanes)>();
        var stepDays = times.Length > 1 ? (times[1] - times[0]) / DayH : 0;
        for (var look = plan.FromH; look < times[^1] - 1e-9; look += LookH)
        {
            To(look);
            Lanes amount = 0;
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                if (look < due[lane] - 1e-6 || _run.Circulating[lane] < rule.ResumeAbove) continue;
                var row = rows.AsSpan(lane * times.Length, times.Length);
                var below = 0;
                for (var k = seen[lane]; k < record; k++) below += row[k] < Myelotoxicity.Grade4 ? 1 : 0;
                if (below * stepDays > rule.StepDownAfterDays) step[lane] = Math.Min(step[lane] + 1, amounts.Length - 1);
                (seen[lane], due[lane]) = (record, look + rule.IntervalH);
                amount = amount.With(lane, amounts[step[lane]]);
            }
            doses.Add((look, amount));
            Infuse(look, amount, rule.DurationH, times, rows, times.Length);
        }
        To(times[^1]);
        return ([.. Enumerable.Range(0, Lanes.Count).Select(lane => rows[(lane * times.Length)..((lane + 1) * times.Length)])], doses);

        void To(double time)
        {
            var first = record;
            while (record < times.Length && times[record] <= time) record++;
            _run.Advance(time, times.AsSpan(first, record - first), rows.AsSpan(Math.Min(first, rows.Length)), times.Length);
        }

        void Infuse(double time, Lanes amountMg, double duration, double[] wanted, double[] into, int stride)
        {
            if (wanted.Length > 0) To(time);
            else _run.Advance(time, [], into, stride);
            if (!(duration > 0))
            {
                _run.Give(amountMg, 0);
                return;
            }
            _run.Give(0, amountMg / duration);
            if (wanted.Length > 0) To(time + duration);
            else _run.Advance(time + duration, [], into, stride);
            _run.Give(0, -amountMg / duration);
        }
    }
}
