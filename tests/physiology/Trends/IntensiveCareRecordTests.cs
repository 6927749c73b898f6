using System.Globalization;
using CsvHelper;
using TwinGrid.Physiology.Trends;
using TwinGrid.Testbed;
using Xunit.Abstractions;
using static TwinGrid.Physiology.Tests.Trends.Courses;

namespace TwinGrid.Physiology.Tests.Trends;

public sealed class A_recorded_intensive_care_patient_is_followed(ITestOutputHelper output)
{
    /// <summary>One row a minute of the MIMIC sample record; zeros come from disconnected probes and are left out.</summary>
    private static double?[] Column(string name)
    {
        using var csv = new CsvReader(new StreamReader(SharedData.Path("samples", "vitals", "mimic_s00001_numerics_1min.csv")), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var column = new List<double?>();
        while (csv.Read()) column.Add(csv.GetField<double?>(name) is > 0 and var value ? value : null);
        return [.. column];
    }

    [SkippableTheory]
    [InlineData(5), InlineData(60)]
    public void the_pulse_ahead_is_told_no_worse_than_by_persistence_and_with_honest_bands(int ahead)
    {
        var rate = Column("HR");
        var trend = VitalTrend.Start(TrendPrior.HeartRate);
        var (error, square, persistence, persistenceSquare, covered, looks) = (0d, 0d, 0d, 0d, 0, 0);
        for (var minute = 0; minute + ahead < rate.Length; minute++)
        {
            if (rate[minute] is not { } now) continue;
            trend.Assimilate(Midnight.AddMinutes(minute), now);
            if (minute < rate.Length / 2 || rate[minute + ahead] is not { } then) continue;
            var fan = trend.Forecast(trend.At!.Value, TimeSpan.FromMinutes(ahead), TimeSpan.FromMinutes(ahead), Watching.Levels).Values;
            looks++;
            error += Math.Abs(fan[2][0] - then);
            square += Math.Pow(fan[2][0] - then, 2);
            persistence += Math.Abs(now - then);
            persistenceSquare += Math.Pow(now - then, 2);
            if (then >= fan[0][0] && then <= fan[4][0]) covered++;
        }
        output.WriteLine($"{ahead} min, {looks} looks: MAE {error / looks:0.00}, persistence {persistence / looks:0.00}; RMSE {Math.Sqrt(square / looks):0.00}, persistence {Math.Sqrt(persistenceSquare / looks):0.00}; covered {covered / (double)looks:0.000}");
        error.ShouldBeLessThan(1.05 * persistence);
        square.ShouldBeLessThan(persistenceSquare);
        (covered / (double)looks).ShouldBeInRange(.80, .97);
    }

    [SkippableTheory]
    [InlineData("NBPSys"), InlineData("NBPMean"), InlineData("NBPDias")]
    public void the_next_cuff_pressure_is_told_better_than_by_persistence(string name)
    {
        var prior = name switch { "NBPSys" => TrendPrior.SystolicPressure, "NBPMean" => TrendPrior.MeanArterialPressure, _ => TrendPrior.DiastolicPressure };
        var pressure = Column(name);
        var trend = VitalTrend.Start(prior);
        var (square, persistence, covered, looks, last) = (0d, 0d, 0, 0, 0d);
        for (var minute = 0; minute < pressure.Length; minute++)
        {
            // The monitor repeats a cuff reading every minute until the next one.
            if (pressure[minute] is not { } now || (now == last && minute > 0 && pressure[minute - 1] == now)) continue;
            var at = Midnight.AddMinutes(minute);
            if (looks > 0 || minute > pressure.Length / 2)
            {
                var ahead = at - trend.At!.Value;
                var fan = trend.Forecast(trend.At!.Value, ahead, ahead, Watching.Levels).Values;
                looks++;
                square += Math.Pow(fan[2][0] - now, 2);
                persistence += Math.Pow(last - now, 2);
                if (now >= fan[0][0] && now <= fan[4][0]) covered++;
            }
            trend.Assimilate(at, now);
            last = now;
        }
        output.WriteLine($"{name}, {looks} readings: RMSE {Math.Sqrt(square / looks):0.00}, persistence {Math.Sqrt(persistence / looks):0.00}; covered {covered / (double)looks:0.000}");
        square.ShouldBeLessThan(persistence);
        (covered / (double)looks).ShouldBeInRange(.80, .98);
    }
}
