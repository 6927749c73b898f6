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

    private static readonly (string, ScenarioEventKind)[] Kinds = [.. ScenarioKinds.All.Select(kind => (kind.Word, kind.Kind))];

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
        if (fields.Choice("kind", Kinds) is not { } chosen) return null;
        var kind = ScenarioKinds.All.First(kind => kind.Kind == chosen);
        var amount = kind.Unit is { } unit ? Amount(fields, unit, kind.Low, kind.High) : None(fields, kind, "amount", "unit");
        var minutes = kind.Lasting == Lasting.Never
            ? None(fields, kind, "durationMinutes")
            : fields.Number("durationMinutes", 1, kind.LongestMinutes, isRequired: kind.Lasting == Lasting.Always) ?? 0;
        return new ScenarioEvent(chosen, TimeSpan.FromMinutes(after), amount, TimeSpan.FromMinutes(minutes));
    }

    private double Amount(JsonFields fields, string internalUnit, double low, double high)
    {
        var conversion = fields.Has("unit") ? fields.Text("unit", longest: 64) is { } unit ? units.To(internalUnit, unit) : null : UnitConversion.Identity;
        if (conversion is null) fields.Wrong("unit", $"must be {internalUnit} or a UCUM unit that converts to it");
        if (fields.Number("amount", double.MinValue, double.MaxValue) is not { } sent) return 0;
        var amount = (conversion ?? UnitConversion.Identity).Apply(sent);
        if (conversion is not null && !(amount >= low && amount <= high)) fields.Wrong("amount", string.Create(CultureInfo.InvariantCulture, $"must be from {low} to {high} {internalUnit}"));
        return amount;
    }

    private static double None(JsonFields fields, ScenarioKind kind, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (fields.Has(name)) fields.Wrong(name, $"does not belong to {kind.Word}");
        return 0;
    }
}
