using TwinGrid.Patients;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Pages.Signs;

/// <summary>How a NEWS2 score is shown. A parameter nobody measured scores 0, so a score with such is only a lower bound and is written as one.</summary>
public static class News2Text
{
    private static readonly Signal[] Parameters =
        [Signal.RespiratoryRate, Signal.OxygenSaturation, Signal.SystolicPressure, Signal.HeartRate, Signal.Consciousness, Signal.BodyTemperature];

    public static string Of(News2Glance news2) => Write(news2.Score, isPartial: news2.Missing.Count > 0);

    public static string Of(TwinRow row, int score) => Write(score, IsPartial(row));

    /// <summary>True where a parameter was never heard from this twin.</summary>
    public static bool IsPartial(TwinRow row) => Array.Exists(Parameters, parameter => row.Latest.All(sign => sign.Signal != parameter));

    /// <summary>How grave the score is, as a class of the style sheet: the bands of the Royal College of Physicians' 2017 report.</summary>
    public static string Band(int score, bool anySingleThree) => score >= 7 ? "news2-high" : score >= 5 || anySingleThree ? "news2-medium" : "news2-low";

    private static string Write(int score, bool isPartial) => isPartial ? $"≥ {score}" : $"{score}";
}
