using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Alerts;

/// <summary>All a rule may look at.</summary>
/// <param name="Profile">Null while the patient is not registered.</param>
/// <param name="Ahead">What the newest look ahead showed; a signal that could not be looked ahead on is left out.</param>
public readonly record struct TwinCircumstances(
    TwinId TwinId, PatientProfile? Profile, LatestSigns Latest, DeviceMarks Devices, IReadOnlyList<Outlook> Ahead)
{
    /// <summary>
    /// True when a packet gave the occasion to judge, false when time did. After the grid was away, packets come one device after another:
    /// their arrival is no occasion to call the others silent.
    /// </summary>
    public bool IsArrival { get; init; }
}
