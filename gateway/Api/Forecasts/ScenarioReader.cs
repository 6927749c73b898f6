using System.Globalization;
using System.Text.Json;
using TwinGrid.Forecasts;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Forecasts;

/// <summary>Reads what-ifs.</summary>
internal sealed class ScenarioReader(UcumUnits units)
{
    private const int MostEvents = 20;

    private static readonly (string, ScenarioEventKind)[] Kinds =
        [("meal", ScenarioEventKind.Meal), ("insulin", ScenarioEventKind.Insulin), ("exercise", ScenarioEventKind.Exercise), ("skippedDose", ScenarioEventKind.SkippedDose)];

    public Reading<Scenario> Read(JsonElement body)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(body, "", errors, "signal", "horizon", "events");
        var signal = Signal(fields);
        var horizon = Horizon(fields, signal);
        var events = new List<ScenarioEvent>();
        foreach (var (element, path) in fields.Objects("events", fewest: 1, MostEvents))
            if (Event(element, path, horizon, errors) is { } happening) events.Add(happening);
        return errors.Any ? errors.ToProblem() : new Scenario(signal.Signal, horizon, events);
    }

    private static SignalDefinition Signal(JsonFields fields)
    {
        var glucose = SignalCatalogue.Of(TwinGrid.Vitals.Signal.Glucose);
        if (fields.Text("signal", longest: 64, isRequired: false) is not { } text) return glucose;
        if (Foreseen.Signal(text, out var reason) is { } signal) return signal;
        fields.Wrong("signal", reason!);
        return glucose;
    }

    private static TimeSpan Horizon(JsonFields fields, SignalDefinition signal)
    {
        var longest = Foreseen.Longest(signal);
        if (!fields.Has("horizon") || fields.Raw("horizon") is not { } raw) return longest;
        var text = raw.ValueKind == JsonValueKind.Number ? raw.GetRawText() : fields.Text("horizon", longest: 32);
        if (text is null) return longest;
        if (Foreseen.Horizon(text, signal, out var reason) is { } horizon) return horizon;
        fields.Wrong("horizon", reason!);
        return longest;
    }

    private ScenarioEvent? Event(JsonElement element, string path, TimeSpan horizon, FieldErrors errors)
    {
        var fields = new JsonFields(element, path, errors, "kind", "afterMinutes", "amount", "unit", "durationMinutes");
        var after = fields.Number("afterMinutes", 0, horizon.TotalMinutes, isRequired: false) ?? 0;
        if (fields.Choice("kind", Kinds) is not { } kind) return null;
        var (amount, duration) = kind switch
        {
            ScenarioEventKind.Meal => (Amount(fields, TwinGrid.Vitals.Signal.Carbohydrate, 1, 500), NoDuration(fields)),
            ScenarioEventKind.Insulin => (Amount(fields, TwinGrid.Vitals.Signal.InsulinBolus, 0.05, 100), NoDuration(fields)),
            ScenarioEventKind.Exercise => (Amount(fields, TwinGrid.Vitals.Signal.HeartRate, 60, 220), fields.Number("durationMinutes", 1, 480) ?? 0),
            _ => (NoAmount(fields), fields.Number("durationMinutes", 1, 1440) ?? 0),
        };
        return new ScenarioEvent(kind, TimeSpan.FromMinutes(after), amount, TimeSpan.FromMinutes(duration));
    }

    private double Amount(JsonFields fields, Signal measure, double low, double high)
    {
        var signal = SignalCatalogue.Of(measure);
        var conversion = fields.Has("unit") ? fields.Text("unit", longest: 64) is { } unit ? units.ToInternal(signal, unit) : null : UnitConversion.Identity;
        if (conversion is null) fields.Wrong("unit", $"must be {signal.Unit} or a UCUM unit that converts to it");
        if (fields.Number("amount", double.MinValue, double.MaxValue) is not { } sent) return 0;
        var amount = (conversion ?? UnitConversion.Identity).Apply(sent);
        if (conversion is not null && !(amount >= low && amount <= high)) fields.Wrong("amount", string.Create(CultureInfo.InvariantCulture, $"must be from {low} to {high} {signal.Unit}"));
        return amount;
    }

    private static double NoDuration(JsonFields fields)
    {
        if (fields.Has("durationMinutes")) fields.Wrong("durationMinutes", "belongs to exercise and skippedDose only");
        return 0;
    }

    private static double NoAmount(JsonFields fields)
    {
        if (fields.Has("amount")) fields.Wrong("amount", "does not belong to a skipped dose");
        if (fields.Has("unit")) fields.Wrong("unit", "does not belong to a skipped dose");
        return 0;
    }
}
