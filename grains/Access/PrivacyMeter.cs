using System.Diagnostics.Metrics;

namespace TwinGrid.Grains.Access;

/// <summary>Broken glasses that nobody has looked into yet; an alert rule turns them into a call to the privacy officer. Safe for concurrent use.</summary>
public sealed class PrivacyMeter
{
    public const string Name = "TwinGrid.Privacy";

    private readonly Counter<long> _broken;
    private int _open;

    public PrivacyMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _broken = meter.CreateCounter<long>("twingrid.privacy.glasses", "{glass}", "Times someone took access in an emergency");
        meter.CreateObservableGauge("twingrid.privacy.notices", () => Volatile.Read(ref _open), "{notice}", "Broken glasses that the privacy officer has not reviewed");
    }

    public void Broken() => _broken.Add(1);

    public void Open(int notices) => Volatile.Write(ref _open, notices);
}
