using TwinGrid.Forecasts;

namespace TwinGrid.Grains.Organs;

/// <summary>Scenario events in words, for reasons.</summary>
internal static class ScenarioWords
{
    /// <summary>The first event an organ has no answer for, in words; null when it knows them all.</summary>
    public static string? Unknown(IReadOnlyList<ScenarioEvent> events, IReadOnlyCollection<ScenarioEventKind> known) =>
        events.Where(planned => !known.Contains(planned.Kind)).Select(planned => Of(planned.Kind)).FirstOrDefault();

    public static string Of(IReadOnlyCollection<ScenarioEventKind> kinds) => string.Join(", ", kinds.Select(Of));

    private static string Of(ScenarioEventKind kind) => kind switch
    {
        ScenarioEventKind.Meal => "a meal",
        ScenarioEventKind.Insulin => "insulin",
        ScenarioEventKind.SkippedDose => "a skipped dose",
        ScenarioEventKind.Bleeding => "bleeding",
        ScenarioEventKind.Transfusion => "a transfusion",
        ScenarioEventKind.Pacing => "pacing",
        ScenarioEventKind.ValveReplacement => "another aortic valve",
        ScenarioEventKind.VascularResistance => "another vascular resistance",
        ScenarioEventKind.Contractility => "another contractility",
        ScenarioEventKind.AssistPump => "an assist pump",
        ScenarioEventKind.InspiredOxygen => "inspired oxygen",
        ScenarioEventKind.Opioid => "an opioid",
        ScenarioEventKind.Shunt => "a shunt",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
