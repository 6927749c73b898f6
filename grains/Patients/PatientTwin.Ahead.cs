using TwinGrid.Forecasts;
using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Alerts.Rules;
using TwinGrid.Organs;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Patients;

/// <content>How the twin looks ahead: for those who look at it, and for the rules.</content>
public sealed partial class PatientTwin
{
    /// <summary>How long a look ahead on wake-up stands before the next is due.</summary>
    private static readonly TimeSpan LookAheadStands = TimeSpan.FromMinutes(5);

    /// <summary>Breathing that is far from every limit is looked ahead on so often.</summary>
    private static readonly TimeSpan CalmBreathStands = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Near a limit, or while an alert of the kind stands, every minute; else now and then, for those who look. What is left out could have raised nothing: a
    /// crossing calls only from near a limit.
    /// </summary>
    private bool IsBreathWorthALook(DateTimeOffset at)
    {
        if (ForecastCrossing.IsBreathNear(State.Latest, State.Profile) || State.Alerts.Remembers(ForecastCrossing.RuleName)) return true;
        foreach (var outlook in State.Ahead)
            if (outlook.Signal is Signal.OxygenSaturation or Signal.RespiratoryRate && at - outlook.MadeAt < CalmBreathStands) return false;
        return true;
    }

    private bool IsLookAheadDue => shared.Time.GetUtcNow().UtcTicks - _lookedAheadAt >= LookAheadStands.Ticks;

    /// <returns>The forecasts made; null when the last look still stands.</returns>
    private async Task<List<Forecast>?> LookAheadIfDue(DateTimeOffset now) => IsLookAheadDue ? await LookAhead(now) : null;

    /// <summary>Looks ahead on everything, for those who look at the twin.</summary>
    private async Task<List<Forecast>> LookAhead(DateTimeOffset asOf)
    {
        var forecasts = await Organs.LookAhead(asOf); // before the state is asked for: it may rest meanwhile
        State.Forecasts = [.. forecasts.Select(ForecastSummary.Thin)];
        _lookedAheadAt = asOf.UtcTicks;
        MarkDirty();
        return forecasts;
    }

    /// <summary>Looks ahead for the rules, as of a record: the same log raises the same alerts.</summary>
    private async Task LookAheadOn(IReadOnlyList<Signal> signals, DateTimeOffset asOf)
    {
        if (signals.Count == 0) return;
        var forecasts = await Forecasts(signals, asOf);
        State.Ahead = Outlooks(forecasts);
        State.Forecasts = [.. State.Forecasts.Where(forecast => !signals.Contains(forecast.Signal)), .. forecasts.Select(ForecastSummary.Thin)];
    }

    private async Task<List<Forecast>> Forecasts(IReadOnlyList<Signal> signals, DateTimeOffset asOf)
    {
        var forecasts = new List<Forecast>(signals.Count);
        foreach (var signal in signals) forecasts.Add(await Organs.Forecast(signal, OrganCatalogue.ForecasterOf(signal)!.Forecasts[signal], asOf));
        return forecasts;
    }

    /// <summary>What the rules have ahead of them, with new forecasts in place of older ones; by signal.</summary>
    private List<Outlook> Outlooks(List<Forecast> forecasts) =>
    [
        .. State.Ahead.Where(outlook => !forecasts.Exists(forecast => forecast.Signal == outlook.Signal))
            .Concat(forecasts.Select(forecast => ForecastCrossing.Foresee(forecast, State.Profile)).OfType<Outlook>())
            .OrderBy(outlook => outlook.Signal),
    ];
}
