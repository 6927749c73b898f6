using System.IO.Hashing;
using System.Text;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Alerts;

/// <summary>Alert ids: <c>{twinId}~{hash}</c>, so that whoever holds an id knows which twin to ask. The same log raises the same ids.</summary>
public static class AlertIds
{
    private const char Separator = '~'; // never part of a twin id, and needs no escaping in a URL

    /// <summary>The id of a condition of a twin that came up at a moment.</summary>
    /// <param name="onset">When the condition came up, as the log tells it.</param>
    public static string Of(TwinId twin, string rule, Signal signal, Direction direction, string? deviceId, DateTimeOffset onset)
    {
        var text = $"{twin}|{rule}|{(int)signal}|{(int)direction}|{deviceId}|{onset.UtcTicks}";
        return $"{twin}{Separator}{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)):x16}";
    }

    /// <summary>The twin an alert belongs to; false when the text is no alert id.</summary>
    public static bool TryGetTwin(string? alertId, out TwinId twin)
    {
        twin = default;
        var cut = alertId?.IndexOf(Separator) ?? -1;
        return cut > 0 && cut < alertId!.Length - 1 && TwinId.TryParse(alertId[..cut], out twin);
    }
}
