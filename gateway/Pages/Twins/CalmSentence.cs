using TwinGrid.Alerts;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Pages.Twins;

/// <summary>How things stand, in one calm sentence.</summary>
public static class CalmSentence
{
    public static string Of(TwinGlance glance)
    {
        if (glance.OpenAlerts.Count == 0) return glance.Latest.Count == 0 ? Strings.CalmNoData : Strings.CalmNothing;
        var waiting = glance.OpenAlerts.Count(alert => alert.State is AlertState.Raised or AlertState.Escalated);
        return waiting == 0 ? Strings.AllInHand(glance.OpenAlerts.Count) : Strings.SomeWait(waiting);
    }
}
