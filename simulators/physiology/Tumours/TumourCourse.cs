using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Individualisation;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Tumours;

/// <summary>One patient's tumour under a regimen, eight sets of random effects side by side, in closed form. Made once and run many times.</summary>
/// <remarks>Time is counted from the first dose, at which the size is that of the start. Before, and without doses, it grows.</remarks>
public sealed class TumourCourse
{
    private const double CycleDays = 28, HoursPerDay = 24;

    private readonly TumourResponse _model;
    private readonly Covariates _patient;
    private readonly (double From, double To, Lanes Amount)[] _doses;
    private readonly double[] _times;
    private readonly double _base;

    /// <param name="model">The tumour.</param>
    /// <param name="regimen">In the drug's unit; times in h.</param>
    /// <param name="patient">Genes and covariates that the tumour's parameters ask for.</param>
    /// <param name="times">When it is looked at, h.</param>
    /// <param name="baseMm">Size at the start; not read where the model has one.</param>
    /// <param name="areaPerAmount">Area under the concentration of one unit of drug, h/L: one over the clearance; read for <see cref="TumourExposure.Cycle"/>.</param>
    /// <param name="start">When treatment begins, h; null: at the first dose.</param>
    public TumourCourse(TumourResponse model, Regimen regimen, Covariates patient, IReadOnlyList<double> times, double baseMm, double areaPerAmount = double.NaN, double? start = null)
        : this(model, [.. Checked(regimen).Single().Select(dose => (dose.Time, (Lanes)dose.Amount))], patient, times, baseMm, areaPerAmount, start)
    {
    }

    /// <inheritdoc cref="TumourCourse(TumourResponse, Regimen, Covariates, IReadOnlyList{double}, double, double, double?)"/>
    /// <summary>Eight people with amounts of their own at common times.</summary>
    /// <param name="doses">Rising in time.</param>
    public TumourCourse(
        TumourResponse model, IReadOnlyList<(double Time, Lanes Amount)> doses, Covariates patient, IReadOnlyList<double> times, double baseMm, double areaPerAmount, double? start)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(doses);
        ArgumentNullException.ThrowIfNull(times);
        if (!model.HasBase && !(baseMm > 0)) throw new ArgumentException($"The size at the start, {baseMm} mm, must be above 0.", nameof(baseMm));
        if (model.Exposure == TumourExposure.Cycle && !(areaPerAmount > 0)) throw new ArgumentException("The exposure of this tumour is an area under the concentration: the drug's clearance is needed.", nameof(areaPerAmount));
        (_model, _patient, _base) = (model, patient, baseMm);
        var origin = start ?? (doses.Count > 0 ? doses[0].Time : times.Count > 0 ? times[0] : 0);
        double InUnits(double hours) => (hours - origin) / (HoursPerDay * model.DaysPerUnit);
        _times = [.. times.Select(InUnits)];
        _doses = model.Exposure switch
        {
            TumourExposure.Biophase => [.. doses.Select(dose => (InUnits(dose.Time), double.PositiveInfinity, dose.Amount * (1 / model.AmountPerUnit)))],
            TumourExposure.Weekly => [.. doses.GroupBy(dose => Math.Floor(InUnits(dose.Time) + 1e-9)).Select(week => (week.Key, week.Key + 1, week.Aggregate(Lanes.Zero, (sum, dose) => sum + dose.Amount) * (1 / model.AmountPerUnit)))],
            _ => [.. doses.Select((dose, i) => (InUnits(dose.Time),
                Math.Min(InUnits(dose.Time) + CycleDays / model.DaysPerUnit, i + 1 < doses.Count ? InUnits(doses[i + 1].Time) : double.PositiveInfinity), dose.Amount * areaPerAmount))],
        };
    }

    /// <summary>Sizes at the times that were asked for.</summary>
    /// <param name="effects">Of the tumour.</param>
    /// <param name="sizes">Room for one per time, mm.</param>
    public void Run(ReadOnlySpan<Lanes> effects, Span<Lanes> sizes)
    {
        var p = _model.Parameters(effects, _patient);
        var size = _model.HasBase ? p.Size : _base;
        for (var k = 0; k < _times.Length; k++) sizes[k] = size * Lanes.Exp(p.Growth * _times[k] - p.Kill * Killed(p.Resistance, _times[k]));
    }

    /// <summary>A patient's own tumour: the most probable effects.</summary>
    /// <param name="model">The tumour.</param>
    /// <param name="regimen">What was given.</param>
    /// <param name="patient">Genes and covariates that the tumour's parameters ask for.</param>
    /// <param name="scans">Sums of longest diameters, rising in time; the last at or before the first dose is the start, or else the first.</param>
    /// <param name="areaPerAmount">As for the course.</param>
    /// <exception cref="ArgumentException">Doses or scans are not possible.</exception>
    public static TumourEstimate Fit(TumourResponse model, Regimen regimen, Covariates patient, IReadOnlyList<TumourScan> scans, double areaPerAmount = double.NaN)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(regimen);
        ArgumentNullException.ThrowIfNull(scans);
        for (var i = 0; i < scans.Count; i++)
        {
            if (!(scans[i].SumMm >= 0) || !double.IsFinite(scans[i].SumMm)) throw new ArgumentException($"The scan at {scans[i].Time} h has the sum {scans[i].SumMm} mm, but must have one that is not negative.", nameof(scans));
            if (i > 0 && !(scans[i].Time > scans[i - 1].Time)) throw new ArgumentException($"Scans must rise in time; {scans[i].Time} h follows {scans[i - 1].Time} h.", nameof(scans));
        }
        if (!model.HasBase && scans.Count == 0) throw new ArgumentException("A scan before treatment is needed: the size at the start is not part of the tumour's model.", nameof(scans));
        var single = regimen.Single();
        var first = single.Count > 0 ? single[0].Time : scans.Count > 0 ? scans[0].Time : 0;
        var start = scans.LastOrDefault(scan => scan.Time <= first, scans.Count > 0 ? scans[0] : default);
        TumourScan[] compared = [.. scans.Where(scan => model.HasBase || scan.Time > Math.Max(start.Time, first))];
        var course = new TumourCourse(model, regimen, patient, [.. compared.Select(scan => scan.Time)], start.SumMm, areaPerAmount, first);
        var found = EffectFit.Find(new(model.Covariance, course.Run, [.. compared.Select(scan => scan.SumMm)], [.. Enumerable.Repeat(model.Error, compared.Length)], 1e-6));
        return new(found, start.SumMm, compared);
    }

    private static Regimen Checked(Regimen regimen)
    {
        ArgumentNullException.ThrowIfNull(regimen);
        return regimen;
    }

    /// <summary>What the exposure has killed up to a time, per unit of kill.</summary>
    private Lanes Killed(Lanes resistance, double time)
    {
        Lanes sum = 0;
        foreach (var (from, to, amount) in _doses)
        {
            if (from >= time) continue;
            if (_model.Exposure == TumourExposure.Biophase)
            {
                var leaving = _model.Leaving + resistance;
                sum += amount * _model.Leaving * Lanes.Exp(-resistance * from) * (1 - Lanes.Exp(-leaving * (time - from))) / leaving;
            }
            else
            {
                var end = Math.Min(to, time);
                var faded = (Lanes.Exp(-resistance * from) - Lanes.Exp(-resistance * end)) / resistance;
                sum += amount * Lanes.Select(resistance > 0, faded, end - from);
            }
        }
        return sum;
    }
}

/// <summary>What an imaging report says of a tumour.</summary>
/// <param name="Time">h.</param>
/// <param name="SumMm">Sum of the target lesions' diameters (RECIST).</param>
public readonly record struct TumourScan(double Time, double SumMm);

/// <summary>A patient's own tumour.</summary>
/// <param name="Found">The random effects.</param>
/// <param name="StartMm">The scan that was taken for the start; not read where the model has a size of its own.</param>
/// <param name="Compared">The scans that the predictions belong to.</param>
public sealed record TumourEstimate(EffectEstimate Found, double StartMm, IReadOnlyList<TumourScan> Compared);
