using System.Globalization;

namespace TwinGrid.Lab.Tests.Vitals;

public sealed class A_bedside_recording_is_told : IDisposable
{
    private readonly Lab _lab = new();

    [Fact]
    public void each_signal_stands_beside_simpler_forecasts()
    {
        var told = _lab.Table("vitals", "--record", _lab.Put("record.csv", Recording(900)));
        told.Names.ShouldBe(["signal", "ahead_min", "looks", "rmse", "persistence_rmse", "running_mean_rmse", "linear_rmse", "mae", "persistence_mae", "covered_90"]);
        told.Texts("signal").ShouldBe(["HR", "HR", "NBPSys"]);
        told["ahead_min"].ShouldBe([5, 60, 0]);
        for (var row = 0; row < told.Rows; row++) told["rmse"][row].ShouldBeLessThan(told["persistence_rmse"][row]);
        told["looks"][0].ShouldBeLessThan(445); // a probe that reads zero tells nothing
        told["linear_rmse"][0].ShouldBe(told["rmse"][0], .3);
        double.IsNaN(told["linear_rmse"][2]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("minute,HR\n0,70\n0,71\n", "line 3")]
    [InlineData("minute,HR\n0.5,70\n", "whole minute")]
    [InlineData("minute,HR\n0,seventy\n", "seventy")]
    [InlineData("minute,temperature\n0,37\n", "none of the columns")]
    [InlineData("HR\n70\n", "minute")]
    [InlineData("minute,HR\n0,70\n1,71\n", "no signal")]
    public void what_cannot_be_used_is_said(string csv, string said) => _lab.Refusal("vitals", "--record", _lab.Put("record.csv", csv), "--out", _lab.At("told.csv")).ShouldContain(said);

    /// <summary>A pulse around 80 with noise from minute to minute, a cuff every ten minutes, a probe that hangs loose for a while.</summary>
    private static string Recording(int minutes)
    {
        var random = new Random(5);
        var lines = new List<string> { "minute,HR,NBPSys,remarks" };
        for (var minute = 0; minute < minutes; minute++)
        {
            var pulse = minute is > 600 and < 640 ? 0 : 80 + 3 * Math.Sin(minute / 90.0) + 6 * (random.NextDouble() - .5);
            var cuff = minute % 10 == 0 ? (120 + 20 * (random.NextDouble() - .5)).ToString("F0", CultureInfo.InvariantCulture) : "";
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{minute},{pulse:F1},{cuff},"));
        }
        return string.Join('\n', lines);
    }

    public void Dispose() => _lab.Dispose();
}
