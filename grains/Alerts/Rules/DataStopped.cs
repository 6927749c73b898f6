using TwinGrid.Alerts;
using TwinGrid.Grains.Vitals;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Alerts.Rules;

/// <summary>
/// A device that watches and falls silent: medium after 15 minutes, high after 30, as Nightscout warns for monitors that send every five minutes; a device
/// that sends more seldom is given as many of its own intervals (three and six).
/// </summary>
public sealed class DataStopped : AlertRule
{
    private static readonly TimeSpan WarnAfter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan UrgentAfter = TimeSpan.FromMinutes(30);
    private const int IntervalsToWarn = 3;
    private const int IntervalsToUrgent = 6;

    public const string RuleName = "data-stopped";

    public override string Name => RuleName;

    public override void Judge(in TwinCircumstances twin, DateTimeOffset now, List<Finding> found)
    {
        foreach (var heard in twin.Devices.Heard)
        {
            if (heard is not { Watches: true, LastObservedAt: { } last }) continue;
            var (warn, urgent) = LimitsOf(heard, last);
            if (now < warn) continue;
            var condition = new Condition(Name, Signal.None, Direction.None, heard.DeviceId);
            if (twin.IsArrival)
            {
                found.Add(Finding.Holds(condition));
                continue;
            }
            var usual = heard.Cadence is { } cadence ? $"usually every {Wording.Span(cadence)}" : "its rhythm is not known yet";
            found.Add(new Finding(
                condition, now < urgent ? Severity.Medium : Severity.High, Raises: true,
                Math.Round((now - last).TotalMinutes), "min", Trend.Unknown, last,
                $"No data from {heard.DeviceId} for {Wording.Span(now - last)} (last at {Wording.Clock(last)}, {usual}).", Onset: warn));
        }
    }

    public override DateTimeOffset? NextMoment(in TwinCircumstances twin, DateTimeOffset after)
    {
        DateTimeOffset? next = null;
        foreach (var heard in twin.Devices.Heard)
        {
            if (heard is not { Watches: true, LastObservedAt: { } last }) continue;
            var (warn, urgent) = LimitsOf(heard, last); // the warning comes first
            var moment = warn > after ? warn : urgent;
            if (moment > after && !(moment >= next)) next = moment;
        }
        return next;
    }

    private static (DateTimeOffset Warn, DateTimeOffset Urgent) LimitsOf(HeardDevice device, DateTimeOffset last) =>
        (last + Longer(WarnAfter, IntervalsToWarn * device.Cadence), last + Longer(UrgentAfter, IntervalsToUrgent * device.Cadence));

    private static TimeSpan Longer(TimeSpan least, TimeSpan? byCadence) => byCadence is { } span && span > least ? span : least;
}
