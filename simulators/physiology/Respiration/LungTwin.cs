using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Forecasting;
using TwinGrid.Physiology.Trends;

namespace TwinGrid.Physiology.Respiration;

/// <summary>One person's breathing: calibrated to how the person breathes now, asked what events would do to saturation and rate.</summary>
/// <remarks>The person's own course (a <see cref="VitalTrend"/>) is what changes are added to: this model answers for the change, not for the hour.</remarks>
public sealed class LungTwin
{
    /// <summary>Name and version of the model.</summary>
    public const string ModelVersion = "personal-lung/1";

    /// <summary>What rest does not tell, standard deviations of logarithms: chemoreflexes differ so between healthy people (Weil et al. 1971), the rest is our own choice.</summary>
    private const double GainSpread = .3, ShuntSpread = .25, HaemoglobinSpread = .08, DeadSpaceSpread = .2;

    /// <summary>How long the gases settle before the events count, min.</summary>
    private const double SettleMinutes = 15;

    private readonly PersonBreathing _person;

    private LungTwin(PersonBreathing person, LungParameters lung)
    {
        (_person, Lung) = (person, lung);
        var rest = new RestingBreath(lung, person.InspiredOxygen);
        Ventilation = new(rest.Ventilation, rest.Ventilation * DeadSpaceSpread / 2);
        ArterialO2 = new(rest.ArterialO2, rest.ArterialO2 * .1);
        Shunt = new(lung.Shunt, Math.Max(.01, lung.Shunt * ShuntSpread));
    }

    public LungParameters Lung { get; }

    /// <summary>Share of the blood that passes no air, as the saturation shows it.</summary>
    public TrendEstimate Shunt { get; }

    /// <summary>Minute ventilation at rest, L/min.</summary>
    public TrendEstimate Ventilation { get; }

    /// <summary>Arterial oxygen pressure, mmHg.</summary>
    public TrendEstimate ArterialO2 { get; }

    /// <summary>Calibrates; takes less than a millisecond.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A figure is outside what <see cref="PersonBreathing"/> takes.</exception>
    public static LungTwin Calibrate(PersonBreathing person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return new(person, person.Lung());
    }

    /// <summary>What events would change, up to a horizon.</summary>
    public LungOutlook Imagine(IReadOnlyList<LungEvent> events, TimeSpan horizon)
    {
        ArgumentNullException.ThrowIfNull(events);
        var usual = new LungScenario { InspiredOxygen = _person.InspiredOxygen };
        var breathing = new LungEnsemble([.. Enumerable.Range(0, Lanes.Count).Select(member => (Member(member), usual))]);
        breathing.Advance(SettleMinutes);
        LungFigures[] rest = [.. Enumerable.Range(0, Lanes.Count).Select(breathing.Look)];
        var outlook = new LungOutlook((int)Math.Ceiling(horizon.TotalMinutes));
        double[] moments = [.. events.SelectMany(e => new[] { e.AfterMinutes, e.Ends }).Where(double.IsFinite).Order()];
        for (var minute = 0; minute < outlook.Minutes; minute++)
        {
            var at = (double)minute;
            foreach (var moment in moments.Where(moment => moment >= minute && moment < minute + 1))
            {
                Step(breathing, moment - at);
                at = moment;
                var scenario = At(usual, events, moment);
                for (var member = 0; member < Lanes.Count; member++) breathing.Change(member, scenario);
            }
            Step(breathing, minute + 1 - at);
            for (var member = 0; member < Lanes.Count; member++) outlook.Note(minute + 1, member, rest[member], breathing.Look(member));
        }
        return outlook;
    }

    private static void Step(LungEnsemble breathing, double minutes)
    {
        if (minutes >= LungEnsemble.StandardStep) breathing.Advance(minutes);
    }

    private static LungScenario At(LungScenario usual, IReadOnlyList<LungEvent> events, double minutes) => events
        .Where(e => e.AfterMinutes <= minutes && minutes < e.Ends).OrderBy(e => e.AfterMinutes)
        .Aggregate(usual, (scenario, happening) => happening.Kind switch
        {
            LungEventKind.Altitude => scenario with { AltitudeM = happening.Amount },
            LungEventKind.InspiredOxygen => scenario with { InspiredOxygen = happening.Amount },
            LungEventKind.Opioid => scenario with { OpioidDepression = happening.Amount },
            LungEventKind.Shunt => scenario with { Shunt = happening.Amount },
            _ => throw new ArgumentOutOfRangeException(nameof(events), happening.Kind, "No such event happens to a lung."),
        });

    /// <summary>One of eight lungs the person may have.</summary>
    private LungParameters Member(int member) => Lung with
    {
        CentralGain = Lung.CentralGain * TwoLevels.Times(member, 0, GainSpread), PeripheralGain = Lung.PeripheralGain * TwoLevels.Times(member, 1, GainSpread),
        Shunt = Math.Min(.6, Lung.Shunt * TwoLevels.Times(member, 2, ShuntSpread)), Haemoglobin = Lung.Haemoglobin * TwoLevels.Times(member, 3, HaemoglobinSpread),
    };
}

/// <summary>What events change in a person's saturation and respiratory rate over time, in eight members of what is uncertain.</summary>
public sealed class LungOutlook
{
    private readonly (double Rate, double Saturation)[,] _changes;

    internal LungOutlook(int minutes) => _changes = new (double, double)[minutes + 1, Lanes.Count];

    internal int Minutes => _changes.GetLength(0) - 1;

    /// <summary>A course of a sign as it would be with the events. SpO2 is never above 100.</summary>
    /// <param name="undisturbed">Quantiles without them.</param>
    /// <param name="from">Now: what the events count from.</param>
    public QuantileCourse Applied(QuantileCourse undisturbed, DateTimeOffset from, LungSign sign)
    {
        var prior = sign == LungSign.Rate ? TrendPrior.RespiratoryRate : TrendPrior.OxygenSaturation;
        // Opioids can still the breath: the floor of a reading is not that of the forecast.
        var floor = sign == LungSign.Rate ? 0 : prior.Floor;
        return ChangedCourse.Of(undisturbed, (at, changes) => Changes((at - from).TotalMinutes, sign, changes), Lanes.Count, floor, prior.Ceiling);
    }

    internal void Note(int minute, int member, LungFigures rest, LungFigures now) =>
        _changes[minute, member] = (now.RespiratoryRate - rest.RespiratoryRate, now.SaturationPercent - rest.SaturationPercent);

    private void Changes(double minutes, LungSign sign, Span<double> changes)
    {
        var at = Math.Clamp(minutes, 0, Minutes);
        var before = (int)Math.Min(at, Minutes - 1);
        for (var member = 0; member < changes.Length; member++)
        {
            double low = Of(before, member), high = Of(before + 1, member);
            changes[member] = low + (at - before) * (high - low);
        }

        double Of(int minute, int member) => sign == LungSign.Rate ? _changes[minute, member].Rate : _changes[minute, member].Saturation;
    }
}
