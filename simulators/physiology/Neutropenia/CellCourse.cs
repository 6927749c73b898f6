using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Individualisation;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Neutropenia;

/// <summary>One patient's blood cells under a regimen, eight sets of random effects side by side. Made once and run many times. Not thread safe.</summary>
public sealed class CellCourse
{
    /// <summary>Of predictions that are compared with counts.</summary>
    private static readonly Tolerance Fine = new(1e-9, 1e-10);

    /// <summary>By which effects are moved: far above what the solver leaves open.</summary>
    private const double Difference = 1e-4;

    private readonly CellRun _run;
    private readonly (double Time, double AtOnce, double Rate)[] _changes;
    private readonly double[] _times;
    private readonly double[] _rows;
    private readonly double _start;

    /// <param name="model">The drug and the cells.</param>
    /// <param name="regimen">Into the blood, without steady-state marks; amounts in mg.</param>
    /// <param name="patient">Covariates.</param>
    /// <param name="times">When cells are looked at, rising, h; where one falls on a dose they are looked at before it.</param>
    /// <param name="tolerance">Of each step; null: as fine as counts are fitted with.</param>
    /// <exception cref="ArgumentException">The doses or the times cannot be used.</exception>
    public CellCourse(Myelotoxicity model, Regimen regimen, Covariates patient, IReadOnlyList<double> times, Tolerance? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(regimen);
        ArgumentNullException.ThrowIfNull(times);
        if (regimen.Doses.Any(dose => dose.IsSteadyState)) throw new ArgumentException("Blood cells are followed from the first dose on: a steady state from before is not possible.", nameof(regimen));
        if (regimen.Doses.Any(dose => dose.Route == DoseRoute.Depot)) throw new ArgumentException("Blood cells are followed under doses into the blood, not swallowed ones.", nameof(regimen));
        for (var i = 1; i < times.Count; i++)
            if (!(times[i] > times[i - 1])) throw new ArgumentException($"Counts must rise in time; {times[i]} h follows {times[i - 1]} h.", nameof(times));
        _run = new(model, patient, tolerance ?? Fine);
        _changes = [.. regimen.Single().SelectMany(dose => dose.Duration > 0
            ? new[] { (dose.Time, 0.0, dose.Amount / dose.Duration), (dose.Time + dose.Duration, 0.0, -dose.Amount / dose.Duration) }
            : [(dose.Time, dose.Amount, 0.0)]).OrderBy(change => change.Item1)];
        _times = [.. times];
        _rows = new double[Lanes.Count * times.Count];
        _start = Math.Min(_changes.Length > 0 ? _changes[0].Time : double.PositiveInfinity, times.Count > 0 ? times[0] : double.PositiveInfinity);
    }

    /// <summary>Cells at the times that were asked for.</summary>
    /// <param name="effects">Those of the kinetics, then those of the cells.</param>
    /// <param name="counts">Room for one per time, 10⁹/L.</param>
    public void Run(ReadOnlySpan<Lanes> effects, Span<Lanes> counts)
    {
        _run.Start(effects, _start);
        var (record, atStart) = (0, _run.Circulating);
        while (record < _times.Length && _times[record] <= _start) counts[record++] = atStart;
        var recorded = record;
        foreach (var (time, atOnce, rate) in _changes)
        {
            To(time, ref record);
            _run.Give(atOnce, rate);
        }
        if (_times.Length > 0) To(_times[^1], ref record);
        for (var k = recorded; k < _times.Length; k++)
            for (var lane = 0; lane < Lanes.Count; lane++) counts[k] = counts[k].With(lane, _rows[lane * _times.Length + k]);
    }

    /// <summary>A patient's own cells, and what the counts tell of the kinetics: the most probable effects.</summary>
    /// <param name="model">The drug and the cells.</param>
    /// <param name="regimen">What was given.</param>
    /// <param name="patient">Covariates.</param>
    /// <param name="counts">Measured, rising in time; none: the population's typical patient results.</param>
    /// <exception cref="MissingCovariateException">The model needs what is not known.</exception>
    /// <exception cref="ArgumentException">Doses, times or counts are not possible.</exception>
    public static EffectEstimate Fit(Myelotoxicity model, Regimen regimen, Covariates patient, IReadOnlyList<CellCount> counts)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(counts);
        foreach (var count in counts)
            if (!(count.Cells > 0) || !double.IsFinite(count.Cells)) throw new ArgumentException($"The count {count.Cells}·10⁹/L at {count.Time} h must be above 0; below what is measured, give the limit.", nameof(counts));
        var course = new CellCourse(model, regimen, patient, [.. counts.Select(count => count.Time)]);
        var (kinetic, cells) = (model.Kinetics.Covariance.GetLength(0), model.Covariance.GetLength(0));
        var all = new double[kinetic + cells, kinetic + cells];
        for (var i = 0; i < kinetic; i++)
            for (var j = 0; j < kinetic; j++) all[i, j] = model.Kinetics.Covariance[i, j];
        for (var i = 0; i < cells; i++)
            for (var j = 0; j < cells; j++) all[kinetic + i, kinetic + j] = model.Covariance[i, j];
        return EffectFit.Find(new(
            all,
            (effects, predictions) =>
            {
                course.Run(effects, predictions);
                if (!model.IsErrorLogNormal) return;
                for (var k = 0; k < predictions.Length; k++) predictions[k] = Lanes.Log(Lanes.Max(predictions[k], 1e-12));
            },
            [.. counts.Select(count => model.IsErrorLogNormal ? Math.Log(count.Cells) : count.Cells)], [.. Enumerable.Repeat(model.Error, counts.Count)], Difference));
    }

    private void To(double time, ref int record)
    {
        var first = record;
        while (record < _times.Length && _times[record] <= time) record++;
        _run.Advance(time, _times.AsSpan(first, record - first), _rows.AsSpan(Math.Min(first, _rows.Length)), _times.Length);
    }
}

/// <summary>A blood count.</summary>
/// <param name="Time">h.</param>
/// <param name="Cells">10⁹/L.</param>
public readonly record struct CellCount(double Time, double Cells);
