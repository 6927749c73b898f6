using TwinGrid.Alerts;
using TwinGrid.Grains.Alerts.Rules;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Alerts;

/// <summary>How the worklist is ordered: severity times the time nobody has taken it up. Higher is more urgent; 0 is calm.</summary>
public static class Urgency
{
    /// <summary>The wait after which an alert has reached its full urgency.</summary>
    private static readonly TimeSpan FullWait = TimeSpan.FromHours(1);

    /// <summary>
    /// Of one alert: low 1, medium 10, high 100, doubled by an hour of waiting, so that no wait lifts an alert over a graver one; two steps more when escalated;
    /// little when somebody has it, next to nothing while snoozed. A silent device counts half of what a sick body does.
    /// </summary>
    public static double Of(Alert alert, DateTimeOffset now)
    {
        var weight = alert.Severity switch { Severity.High => 100.0, Severity.Medium => 10.0, _ => 1.0 };
        if (alert.Rule == DataStopped.RuleName) weight /= 2;
        var waited = Math.Clamp((now - alert.CallsSince()) / FullWait, 0, 1);
        return weight * alert.State switch
        {
            AlertState.Raised => 1 + waited,
            AlertState.Escalated => 3 + waited,
            AlertState.Acknowledged => .2,
            AlertState.Snoozed => .02,
            _ => 0,
        };
    }

    /// <summary>Of a twin: its worst alert; the others and the NEWS2 score order those who are equal in it.</summary>
    public static double Of(IReadOnlyList<Alert> open, News2Glance? news2, DateTimeOffset now)
    {
        var (worst, sum) = (0d, 0d);
        for (var i = 0; i < open.Count; i++)
        {
            var urgency = Of(open[i], now);
            (worst, sum) = (Math.Max(worst, urgency), sum + urgency);
        }
        return worst + .01 * (sum - worst) + .01 * (news2?.Score ?? 0);
    }

    /// <summary>The alert that ranks first; among equals the oldest. Null when there is none.</summary>
    public static Alert? Worst(IReadOnlyList<Alert> alerts, DateTimeOffset now) => alerts.Count == 0 ? null : alerts
        .OrderByDescending(alert => Of(alert, now)).ThenBy(alert => alert.RaisedAt).ThenBy(alert => alert.Id, StringComparer.Ordinal).FirstOrDefault();
}
