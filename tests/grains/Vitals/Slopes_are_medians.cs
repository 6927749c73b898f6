using TwinGrid.Grains.Vitals;
using TwinGrid.Vitals;
using static TwinGrid.Grains.Tests.Vitals.Recorded;

namespace TwinGrid.Grains.Tests.Vitals;

public sealed class Slopes_are_medians
{
    [Theory]
    [InlineData(1), InlineData(3), InlineData(60)]
    public void of_the_slopes_between_all_pairs(int kindsOfValue)
    {
        var random = new Random(kindsOfValue);
        for (var round = 0; round < 400; round++)
        {
            var (signs, minutes) = (new LatestSigns(), Enumerable.Range(0, 16).Where(_ => random.Next(4) > 0).ToArray());
            var values = minutes.ToDictionary(minute => minute, _ => 60 + Math.Round(random.Next(kindsOfValue) * .7, 1));
            foreach (var minute in minutes) signs.Add(Of(Signal.HeartRate, values[minute], minute), "monitor", minute);
            var recent = minutes.Where(minute => minutes[^1] - minute <= SignalTrend.Over.TotalMinutes).ToArray();
            double[] slopes = [.. recent.SelectMany(late => recent.Where(early => early < late), (late, early) => (values[late] - values[early]) / (late - early)).Order()];
            double? median = slopes.Length == 0 ? null : (slopes[(slopes.Length - 1) / 2] + slopes[slopes.Length / 2]) / 2;
            var found = signs.Newest(Signal.HeartRate)!.Value.ChangePerMinute;
            if (median is { } sought) found!.Value.ShouldBe(sought, 1e-12, $"of {string.Join(", ", recent.Select(minute => $"{minute}: {values[minute]}"))}");
            else found.ShouldBeNull();
        }
    }

    [Fact]
    public void of_values_beyond_all_measure_there_is_none()
    {
        var signs = new LatestSigns();
        signs.Add(Of(Signal.HeartRate, double.MaxValue, 0), "monitor", 1);
        signs.Add(Of(Signal.HeartRate, -double.MaxValue, 5), "monitor", 2);
        signs.Newest(Signal.HeartRate)!.Value.ChangePerMinute.ShouldBeNull();
    }
}
