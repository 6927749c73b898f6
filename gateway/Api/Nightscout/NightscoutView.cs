using System.Globalization;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Nightscout;

/// <summary>Entries and treatments as Nightscout writes them.</summary>
internal static class NightscoutView
{
    public static object Entry(DateTimeOffset at, double value, Signal signal, string device)
    {
        var (date, text, rounded) = (at.ToUnixTimeMilliseconds(), Text(at), Math.Round(value));
        var id = $"{date:x24}";
        return signal == Signal.Glucose
            ? new { _id = id, type = "sgv", sgv = rounded, date, dateString = text, device, direction = "NONE" }
            : new { _id = id, type = "mbg", mbg = rounded, date, dateString = text, device };
    }

    /// <summary>What was eaten or injected; of other signals the finger stick.</summary>
    public static object Treatment(DateTimeOffset at, double value, Signal signal, string device)
    {
        var (mills, created_at) = (at.ToUnixTimeMilliseconds(), Text(at));
        var id = $"{mills:x22}{(int)signal:x2}";
        return signal switch
        {
            Signal.Carbohydrate => new { _id = id, eventType = "Carb Correction", carbs = value, mills, created_at, enteredBy = device },
            Signal.InsulinBolus => new { _id = id, eventType = "Correction Bolus", insulin = value, mills, created_at, enteredBy = device },
            _ => (object)new { _id = id, eventType = "BG Check", glucose = Math.Round(value), glucoseType = "Finger", units = "mg/dl", mills, created_at, enteredBy = device },
        };
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
