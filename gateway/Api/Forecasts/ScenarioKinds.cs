using TwinGrid.Forecasts;

namespace TwinGrid.Gateway.Api.Forecasts;

/// <summary>What an event of a what-if needs: the unit and range of its amount, and how long it may last.</summary>
/// <param name="Word">Its name in bodies.</param>
/// <param name="Unit">UCUM unit of the amount; null: it has none.</param>
/// <param name="Low">Least amount.</param>
/// <param name="High">Largest amount.</param>
/// <param name="Lasting">Whether it has a duration.</param>
/// <param name="LongestMinutes">The longest.</param>
internal sealed record ScenarioKind(string Word, ScenarioEventKind Kind, string? Unit, double Low, double High, Lasting Lasting, double LongestMinutes = 1440);

/// <summary>Whether an event has a duration.</summary>
internal enum Lasting : byte
{
    /// <summary>It happens at once.</summary>
    Never,

    /// <summary>It may: blood flows for it; what is set stays for it, else for good.</summary>
    Perhaps,

    /// <summary>It must be given.</summary>
    Always,
}

/// <summary>Every event a what-if may hold. To add one: a row here, a member in <see cref="ScenarioEventKind"/>, and an organ that answers for it.</summary>
internal static class ScenarioKinds
{
    public static IReadOnlyList<ScenarioKind> All { get; } =
    [
        new("meal", ScenarioEventKind.Meal, "g", 1, 500, Lasting.Never),
        new("insulin", ScenarioEventKind.Insulin, "[iU]", 0.05, 100, Lasting.Never),
        new("exercise", ScenarioEventKind.Exercise, "/min", 60, 220, Lasting.Always, 480),
        new("skippedDose", ScenarioEventKind.SkippedDose, null, 0, 0, Lasting.Always),
        new("bleeding", ScenarioEventKind.Bleeding, "mL", 50, 3000, Lasting.Perhaps),
        new("transfusion", ScenarioEventKind.Transfusion, "mL", 50, 3000, Lasting.Perhaps),
        new("pacing", ScenarioEventKind.Pacing, "/min", 30, 180, Lasting.Perhaps),
        new("valveReplacement", ScenarioEventKind.ValveReplacement, "cm2", 0.4, 5, Lasting.Never),
        new("vascularResistance", ScenarioEventKind.VascularResistance, "1", 0.3, 3, Lasting.Perhaps),
        new("contractility", ScenarioEventKind.Contractility, "1", 0.2, 3, Lasting.Perhaps),
        new("assistPump", ScenarioEventKind.AssistPump, "/min", 3000, 12000, Lasting.Perhaps),
        new("altitude", ScenarioEventKind.Altitude, "m", 0, 6000, Lasting.Perhaps),
        new("inspiredOxygen", ScenarioEventKind.InspiredOxygen, "%", 21, 100, Lasting.Perhaps),
        new("opioid", ScenarioEventKind.Opioid, "%", 0, 90, Lasting.Perhaps),
        new("shunt", ScenarioEventKind.Shunt, "%", 0, 60, Lasting.Perhaps),
    ];
}
