using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Pages.Signs;

/// <summary>How old a value may be before it is shown as old.</summary>
public static class Freshness
{
    /// <summary>After this a vital sign is called stale on the pages. The alert "data stopped" knows each device's cadence; this only dims what is shown.</summary>
    public static TimeSpan StaleAfter(Signal signal) => signal switch
    {
        Signal.BodyTemperature or Signal.Consciousness or Signal.SystolicPressure or Signal.DiastolicPressure or Signal.MeanArterialPressure => TimeSpan.FromHours(2),
        Signal.BloodGlucose => TimeSpan.FromHours(8),
        Signal.BodyWeight or Signal.BodyHeight or Signal.BodyMassIndex => TimeSpan.FromDays(14),
        _ when SignalCatalogue.Knows(signal) && SignalCatalogue.Of(signal).IsLaboratory => TimeSpan.FromDays(2),
        _ => TimeSpan.FromMinutes(15),
    };

    public static bool IsStale(Signal signal, TimeSpan age) => age > StaleAfter(signal);
}
