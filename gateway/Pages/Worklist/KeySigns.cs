using TwinGrid.Patients;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Pages.Worklist;

/// <summary>Which of a twin's values a row shows: the one that alerts first, then those a nurse looks for.</summary>
public static class KeySigns
{
    private static readonly Signal[] Wanted =
        [Signal.Glucose, Signal.HeartRate, Signal.OxygenSaturation, Signal.SystolicPressure, Signal.RespiratoryRate, Signal.BodyTemperature, Signal.BloodGlucose];

    public static IReadOnlyList<LatestSign> Of(TwinRow row, int atMost = 4)
    {
        var order = row.Worst is { Signal: not Signal.None } worst ? Wanted.Prepend(worst.Signal).Distinct() : Wanted;
        return [.. order.SelectMany(signal => row.Latest.Where(sign => sign.Signal == signal).Take(1)).Take(atMost)];
    }
}
