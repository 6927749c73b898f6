using TwinGrid.Forecasts;
using TwinGrid.Gateway.Api.Forecasts;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Pages.Scenarios;

/// <summary>What a what-if can be about: the signals it is drawn for, how far, and what may happen.</summary>
/// <param name="Name">What stands on its button.</param>
/// <param name="Signals">The signals asked about, the first the most important.</param>
/// <param name="Horizon">How far.</param>
/// <param name="Happenings">What may happen, by name; empty for glucose, which has a form of its own.</param>
public sealed record WhatIfTopic(string Name, IReadOnlyList<Signal> Signals, TimeSpan Horizon, IReadOnlyList<Happening> Happenings)
{
    public static WhatIfTopic Glucose { get; } = new(Strings.Glucose, [Signal.Glucose], TimeSpan.FromHours(4), []);

    /// <summary>Every topic.</summary>
    public static IReadOnlyList<WhatIfTopic> All { get; } =
    [
        Glucose,
        new(Strings.OrganHeart, [Signal.HeartRate, Signal.SystolicPressure, Signal.DiastolicPressure], TimeSpan.FromHours(4),
        [
            Happening.Of(ScenarioEventKind.Bleeding, Strings.Bleeding, 500),
            Happening.Of(ScenarioEventKind.Transfusion, Strings.Transfusion, 500),
            Happening.Of(ScenarioEventKind.Exercise, Strings.Exercise, 120),
            Happening.Of(ScenarioEventKind.VascularResistance, Strings.VascularResistance, .7),
            Happening.Of(ScenarioEventKind.Contractility, Strings.Contractility, .7),
            Happening.Of(ScenarioEventKind.Pacing, Strings.Pacing, 80),
            Happening.Of(ScenarioEventKind.ValveReplacement, Strings.ValveReplacement, 1.8),
            Happening.Of(ScenarioEventKind.AssistPump, Strings.AssistPump, 9000),
        ]),
        new(Strings.OrganLung, [Signal.OxygenSaturation, Signal.RespiratoryRate], TimeSpan.FromHours(1),
        [
            Happening.Of(ScenarioEventKind.InspiredOxygen, Strings.InspiredOxygen, 40),
            Happening.Of(ScenarioEventKind.Altitude, Strings.Altitude, 2500),
            Happening.Of(ScenarioEventKind.Opioid, Strings.Opioid, 50),
            Happening.Of(ScenarioEventKind.Shunt, Strings.Shunt, 30),
        ]),
    ];
}

/// <summary>One thing that may happen.</summary>
/// <param name="Usual">The amount the form begins with.</param>
public sealed record Happening(ScenarioEventKind Kind, string Name, string Unit, double Low, double High, double Usual, bool Lasts, bool MustLast)
{
    /// <summary>With the unit and the range the interface takes.</summary>
    public static Happening Of(ScenarioEventKind kind, string name, double usual)
    {
        var row = ScenarioKinds.All.First(k => k.Kind == kind);
        return new(kind, name, row.Unit switch { "1" => "×", "cm2" => "cm²", var unit => unit ?? "" }, row.Low, row.High, usual, row.Lasting != Lasting.Never, row.Lasting == Lasting.Always);
    }

    /// <summary>In a few words: <c>Bleeding 500 mL</c>.</summary>
    public string Words(double amount) => $"{Name} {amount:0.##} {Unit}";
}
