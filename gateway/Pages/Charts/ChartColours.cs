using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Pages.Charts;

/// <summary>Colours of the charts. The signals' are of Okabe and Ito's set, told apart by the colour-blind; no meaning hangs on colour alone.</summary>
internal sealed record ChartColours(string Text, string Quiet, string Lines, string Surface, string Target, string Scenario, Func<Signal, string> Of)
{
    public static ChartColours For(bool dark) => dark ? Dark : Light;

    private static ChartColours Light { get; } = new("#15202b", "#4d5b69", "#d5dce3", "#ffffff", "#009e73", "#8a2be2", signal => signal switch
    {
        Signal.Glucose => "#0072b2",
        Signal.HeartRate => "#c24e00",
        Signal.SystolicPressure => "#00795a",
        Signal.DiastolicPressure => "#4a7d1c",
        Signal.OxygenSaturation => "#a3457c",
        Signal.RespiratoryRate => "#9a6b00",
        _ => "#5b6770",
    });

    private static ChartColours Dark { get; } = new("#e8eef3", "#a8b5c1", "#33414e", "#18212a", "#2fc79b", "#d09cff", signal => signal switch
    {
        Signal.Glucose => "#56b4e9",
        Signal.HeartRate => "#ff8a4c",
        Signal.SystolicPressure => "#2fc79b",
        Signal.DiastolicPressure => "#a3d15f",
        Signal.OxygenSaturation => "#e79ac6",
        Signal.RespiratoryRate => "#f0b93a",
        _ => "#b5c0ca",
    });
}
