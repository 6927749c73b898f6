using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Physiology.Tests.Metabolism;

public sealed class A_continuous_sensor_errs
{
    private static readonly double[] Errors = ContinuousSensor.Guardian.Errors(60_000, new CounterNoise(11));

    [Fact]
    public void its_errors_have_the_published_spread_and_skew()
    {
        // of ξ + λ·sinh((e − γ)/δ) with e normal, variance PACF²/(1 − PACF²)
        var width = 0.49 / 0.51 / (1.6898 * 1.6898);
        var centre = 0.5444 / 1.6898;
        var mean = -5.47 + 15.9574 * Math.Exp(width / 2) * Math.Sinh(centre);
        var second = 15.9574 * 15.9574 * (Math.Exp(2 * width) * Math.Cosh(2 * centre) - 1) / 2;
        var deviation = Math.Sqrt(second - Math.Pow(mean + 5.47, 2));
        var points = Errors.Where((_, i) => i % 3 == 0).ToArray(); // the quarter hours; between them lies a smooth curve
        points.Average().ShouldBe(mean, 0.4);
        Math.Sqrt(points.Average(e => (e - mean) * (e - mean))).ShouldBe(deviation, 0.06 * deviation);
        points.Average(e => Math.Pow((e - mean) / deviation, 3)).ShouldBeGreaterThan(0.2);
    }

    [Fact]
    public void neighbours_err_alike_and_strangers_do_not()
    {
        Correlation(3).ShouldBe(0.7, 0.06);
        Correlation(1).ShouldBeGreaterThan(0.9);
        Correlation(60).ShouldBe(0, 0.05);
    }

    [Fact]
    public void it_shows_nothing_beyond_its_range() =>
        ContinuousSensor.Dexcom.Read([.. Enumerable.Repeat(30.0, 100)], new CounterNoise(2)).ShouldAllBe(shown => shown >= 39 && shown <= 600);

    private static double Correlation(int lag)
    {
        var mean = Errors.Average();
        var variance = Errors.Average(e => (e - mean) * (e - mean));
        return Enumerable.Range(0, Errors.Length - lag).Average(i => (Errors[i] - mean) * (Errors[i + lag] - mean)) / variance;
    }
}
