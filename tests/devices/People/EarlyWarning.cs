using TwinGrid.Devices.People;

namespace TwinGrid.Devices.Tests.People;

/// <summary>NEWS2 on scale 1 (Royal College of Physicians 2017), written again for the tests, so that people are judged by something they were not made with.</summary>
internal static class EarlyWarning
{
    public static int Score(in VitalState state) =>
        Points(state.RespiratoryRate, (8, 3), (11, 1), (20, 0), (24, 2), (999, 3))
        + Points(state.OxygenSaturation, (91, 3), (93, 2), (95, 1), (999, 0))
        + (state.OxygenFlow > 0 ? 2 : 0)
        + Points(state.SystolicPressure, (90, 3), (100, 2), (110, 1), (219, 0), (999, 3))
        + Points(state.HeartRate, (40, 3), (50, 1), (90, 0), (110, 1), (130, 2), (999, 3))
        + (state.Consciousness > 0 ? 3 : 0)
        + Points(state.Temperature * 10, (350, 3), (360, 1), (380, 0), (390, 1), (999, 2));

    private static int Points(double value, params (double UpTo, int Points)[] bands) =>
        bands.First(band => Math.Round(value, MidpointRounding.AwayFromZero) <= band.UpTo).Points;
}
