using System.Globalization;
using TwinGrid.TrialRuns;

namespace TwinGrid.Gateway.Pages.Trials;

/// <summary>Says in words how a trial stands.</summary>
internal static class TrialText
{
    public static string StateOf(TrialStanding trial) => trial.State switch
    {
        TrialState.Running => Strings.TrialRuns,
        TrialState.Done => Strings.TrialIsDone,
        TrialState.Cancelled => $"{Strings.TrialIsCancelledBy} {trial.CancelledBy}",
        _ => Strings.TrialHasFailed,
    };

    /// <summary>A count with thin spaces between thousands.</summary>
    public static string Count(double count) => Math.Round(count).ToString("#,##0", CultureInfo.InvariantCulture).Replace(',', '\u202f');

    public static string Of(TrialStanding trial) => $"{Count(trial.PatientsDone)} {Strings.TrialOutOf} {Count(trial.Outline.Patients)} {Strings.TrialPatientsWord}";

    /// <summary>Seconds as people say them.</summary>
    public static string Time(double seconds) => seconds < 90 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):0} s") : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60):0} min");

    public static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
