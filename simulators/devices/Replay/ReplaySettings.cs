using TwinGrid.Patients;

namespace TwinGrid.Devices.Replay;

/// <summary>What a replay was asked for on the command line.</summary>
/// <param name="Speed">Recorded seconds per second; null for as fast as possible.</param>
/// <param name="Mapping">Mapping file; null to find a built-in one by the columns.</param>
/// <param name="AsIfEnding">Shifts each person's recording to end here; null keeps the recorded times.</param>
/// <param name="MapOut">File for the table of subjects and twins; null for none.</param>
/// <param name="Verify">Whether to read the totals back and compare.</param>
/// <param name="Patience">How long the history may stand still before a difference is believed.</param>
public sealed record ReplaySettings(
    string File, Uri Gateway, double? Speed, string? Mapping, string Salt, DateTimeOffset? AsIfEnding, string? MapOut, PatientProfile Profile, bool Verify, TimeSpan Patience);
