using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Alerts.Rules;
using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using static TwinGrid.Grains.Tests.Vitals.Recorded;

namespace TwinGrid.Grains.Tests.Alerts;

internal static class People
{
    public static PatientProfile Aged(int years) => new(
        DateOnly.FromDateTime(Noon.UtcDateTime).AddYears(-years).AddDays(-1), Sex.Female, 165, 60, [], DiabetesType.None);
}

/// <summary>Somebody who is watched: what devices say is taken in and judged, packet by packet, as the twin does it.</summary>
internal sealed class Watched(PatientProfile? profile = null)
{
    private readonly Dictionary<string, long> _sequences = [];
    private readonly LatestSigns _latest = new();
    private readonly DeviceMarks _devices = new();
    private AlertBook _book = new();

    public IReadOnlyList<Forecast> Forecasts { get; set; } = [];

    /// <summary>Every version of every alert, as it was told.</summary>
    public List<Alert> Told { get; } = [];

    public IReadOnlyList<Alert> Open => _book.Open;

    /// <summary>A device sends one sample, received when it was observed.</summary>
    public IReadOnlyList<Alert> Says(double minute, Signal signal, double value, string device = "monitor", SampleFlags flags = SampleFlags.None) =>
        Says(device, Of(signal, value, minute, flags: flags));

    public IReadOnlyList<Alert> Says(string device, params VitalSign[] samples)
    {
        var sequence = _sequences[device] = _sequences.GetValueOrDefault(device) + 1;
        var packet = Packet(device, sequence, samples);
        foreach (var sign in samples) _latest.Add(sign, device, sequence);
        _devices.Hear(packet);
        return Judge(packet.ReceivedAt);
    }

    public IReadOnlyList<Alert> Passes(double minute) => Judge(At(minute));

    public AlertOutcome Does(double minute, AlertAction action, string? alertId = null, double? untilMinute = null, string who = "nurse-1")
    {
        var outcome = _book.Handle(new AlertCommand(alertId ?? Open[0].Id, action, who, untilMinute is { } until ? At(until) : null, null), At(minute));
        if (outcome is { Alert: { } alert, Refused: null }) Told.Add(alert);
        return outcome;
    }

    /// <summary>Minutes after noon at which time alone may change something.</summary>
    public double? NextCheck(double minute) => _book.NextCheck(Circumstances, At(minute)) is { } next ? (next - Noon).TotalMinutes : null;

    public void IsReloaded() => _book = Reloaded(_book);

    private TwinCircumstances Circumstances => new(Somebody, profile ?? People.Aged(60), _latest, _devices, [.. Forecasts.Select(forecast => ForecastCrossing.Foresee(forecast, profile)).OfType<Outlook>()]);

    private IReadOnlyList<Alert> Judge(DateTimeOffset now)
    {
        var changed = _book.Judge(Circumstances, now);
        Told.AddRange(changed);
        return changed;
    }
}
