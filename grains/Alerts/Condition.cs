using TwinGrid.Alerts;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Alerts;

/// <summary>What makes two alerts of a twin the same one: there is at most one open alert per condition.</summary>
/// <param name="DeviceId">Only where the condition is the device's and not the patient's.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.Condition")]
public readonly record struct Condition(
    [property: Id(0)] string Rule, [property: Id(1)] Signal Signal, [property: Id(2)] Direction Direction, [property: Id(3)] string? DeviceId = null)
{
    public static Condition Of(Alert alert) => new(alert.Rule, alert.Signal, alert.Direction, alert.DeviceId);
}
