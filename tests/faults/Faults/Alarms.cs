using System.Globalization;
using TwinGrid.Faults.Devices;
using TwinGrid.Faults.Histories;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Faults.Faults;

/// <summary>Raises threshold alerts, one twin after the other, and takes the time from each packet's acknowledgement until the alert is on every event stream.</summary>
internal sealed class Alarms(Ward ward, IReadOnlyList<Uri> gateways, EventListener[] listeners)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromMinutes(3);

    /// <param name="patients">Twins that have heard nothing yet; as many as are needed are taken.</param>
    /// <param name="count">Alerts to raise, some ten a second.</param>
    /// <param name="meanwhile">Called while alerts are waited for.</param>
    /// <param name="said">What to say when one never comes.</param>
    public async Task<List<AlarmDelay>> Raise(Queue<string> patients, int count, Func<Task> meanwhile, Func<string> said)
    {
        var delays = new List<AlarmDelay>();
        for (var i = 0; i < count; i++)
        {
            var (twin, now) = (patients.Dequeue(), TimeProvider.System.GetUtcNow());
            var packet = new SentPacket(twin, "sensor", 0, [new SentSample("99504-3", 45, "mg/dL", now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond)))]);
            for (var turn = i; await ward.Send(packet, gateways[turn % gateways.Count]) != Outcome.Acknowledged; turn++) await Task.Delay(Pause, TimeProvider.System);
            delays.Add(new AlarmDelay(twin, TimeProvider.System.GetTimestamp()));
            await Task.Delay(Pause, TimeProvider.System);
        }
        foreach (var listener in listeners)
            await Eventually.Holds(
                async () =>
                {
                    await meanwhile();
                    return delays.TrueForAll(delay => delay.SeenBy(listener));
                },
                Patience, () => $"No alert of {string.Join(", ", delays.Where(delay => !delay.SeenBy(listener)).Select(delay => delay.Twin))} on the event stream.\n{said()}");
        return [.. delays.SelectMany(delay => listeners.Select(listener => delay with { SeenAt = listener.Alerts.First(alert => delay.IsOf(alert.Key)).Value }))];
    }
}

/// <summary>An alert on its way.</summary>
/// <param name="AcknowledgedAt">When the packet that raises it was acknowledged.</param>
internal sealed record AlarmDelay(string Twin, long AcknowledgedAt)
{
    /// <summary>When it was first seen on an event stream.</summary>
    public long SeenAt { get; init; }

    /// <summary>The same moment on the clock of the logs.</summary>
    public DateTimeOffset AcknowledgedAtUtc { get; } = TimeProvider.System.GetUtcNow();

    public double Seconds => TimeProvider.System.GetElapsedTime(AcknowledgedAt, SeenAt).TotalSeconds;

    public bool IsOf(string alertId) => alertId.StartsWith(Twin + "~", StringComparison.Ordinal);

    public bool SeenBy(EventListener listener) => listener.Alerts.Any(alert => IsOf(alert.Key));

    /// <summary>Delays in words.</summary>
    public static string Figures(IEnumerable<AlarmDelay> delays) =>
        string.Create(CultureInfo.InvariantCulture, $"{delays.Count()} deliveries, p50 {At(delays, 0.5):0.000} s, p99 {At(delays, 0.99):0.000} s, longest {At(delays, 1):0.000} s from acknowledgement to event stream");

    /// <summary>The longest delays and when they began, to be found again in the logs.</summary>
    public static string Longest(IEnumerable<AlarmDelay> delays, int count) =>
        string.Join(", ", delays.OrderByDescending(delay => delay.Seconds).Take(count).Select(delay => string.Create(CultureInfo.InvariantCulture, $"{delay.Twin} {delay.AcknowledgedAtUtc:HH:mm:ss.fff} + {delay.Seconds:0.000} s")));

    /// <summary>The delay that a share of them do not exceed, seconds.</summary>
    public static double At(IEnumerable<AlarmDelay> delays, double share)
    {
        var seconds = delays.Select(delay => delay.Seconds).Order().ToList();
        return seconds[(int)Math.Ceiling(share * seconds.Count) - 1];
    }
}
