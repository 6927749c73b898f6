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

    /// <summary>Takes a look ahead for the rules, as of a record: the same log raises the same alerts.</summary>
    private void Foresee(IReadOnlyList<Forecast> forecasts)
    {
        State.Ahead = Outlooks(forecasts);
        State.Forecasts = Summaries(forecasts);
    }

    /// <summary>Asked for all at once, so that the twin waits once.</summary>
    private Task<Forecast[]> Forecasts(IReadOnlyList<Signal> signals, DateTimeOffset asOf)
    {
        var forecasts = new Task<Forecast>[signals.Count];
        for (var i = 0; i < forecasts.Length; i++) forecasts[i] = Organs.Forecast(signals[i], OrganCatalogue.ForecasterOf(signals[i])!.Forecasts[signals[i]], asOf);
        return Task.WhenAll(forecasts);
    }

    /// <summary>The forecasts of the glance, with new ones behind in place of older ones. A list of its own: whoever looked at the twin holds the one before.</summary>
    private List<Forecast> Summaries(IReadOnlyList<Forecast> forecasts)
    {
        var summaries = new List<Forecast>(State.Forecasts.Count + forecasts.Count);
        foreach (var standing in State.Forecasts)
            if (!IsAmong(forecasts, standing.Signal)) summaries.Add(standing);
        for (var i = 0; i < forecasts.Count; i++) summaries.Add(ForecastSummary.Thin(forecasts[i]));
        return summaries;
    }

    /// <summary>What the rules have ahead of them, with new forecasts in place of older ones; by signal.</summary>
    private List<Outlook> Outlooks(IReadOnlyList<Forecast> forecasts)
    {
        var outlooks = new List<Outlook>(State.Ahead.Count + forecasts.Count);
        foreach (var standing in State.Ahead)
            if (!IsAmong(forecasts, standing.Signal)) outlooks.Add(standing);
        for (var i = 0; i < forecasts.Count; i++)
        {
            if (ForecastCrossing.Foresee(forecasts[i], State.Profile) is not { } outlook) continue;
            var place = outlooks.Count;
            while (place > 0 && outlooks[place - 1].Signal > outlook.Signal) place--;
            outlooks.Insert(place, outlook);
        }
        return outlooks;
    }

    private static bool IsAmong(IReadOnlyList<Forecast> forecasts, Signal signal)
    {
        for (var i = 0; i < forecasts.Count; i++)
            if (forecasts[i].Signal == signal) return true;
        return false;
    }
}
