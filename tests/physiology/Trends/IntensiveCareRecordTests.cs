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

    /// <summary>The bars are the RMSE of a 30-lag linear autoregression on the same half.</summary>
    [SkippableTheory]
    [InlineData("HR", 5, 4.34), InlineData("HR", 60, 4.76)]
    [InlineData("RESP", 5, 2.17), InlineData("RESP", 60, 2.31)]
    [InlineData("SpO2", 5, .69), InlineData("SpO2", 60, .90)]
    public void the_second_half_is_told_as_well_as_by_an_autoregression_and_with_honest_bands(string name, int ahead, double bar)
    {
        var readings = Column(name);
        var trend = VitalTrend.Start(name switch { "HR" => TrendPrior.HeartRate, "RESP" => TrendPrior.RespiratoryRate, _ => TrendPrior.OxygenSaturation });
        var (error, square, persistence, persistenceSquare, covered, looks) = (0d, 0d, 0d, 0d, 0, 0);
        for (var minute = 0; minute + ahead < readings.Length; minute++)
        {
            if (readings[minute] is not { } now) continue;
            trend.Assimilate(Midnight.AddMinutes(minute), now);
            if (minute < readings.Length / 2 || readings[minute + ahead] is not { } then) continue;
            var fan = trend.Forecast(trend.At!.Value, TimeSpan.FromMinutes(ahead), TimeSpan.FromMinutes(ahead), Watching.Levels).Values;
            looks++;
            error += Math.Abs(fan[2][0] - then);
            square += Math.Pow(fan[2][0] - then, 2);
            persistence += Math.Abs(now - then);
            persistenceSquare += Math.Pow(now - then, 2);
            if (then >= fan[0][0] && then <= fan[4][0]) covered++;
        }
        output.WriteLine($"{name} {ahead} min, {looks} looks: MAE {error / looks:0.00}, persistence {persistence / looks:0.00}; RMSE {Math.Sqrt(square / looks):0.000}, persistence {Math.Sqrt(persistenceSquare / looks):0.00}; covered {covered / (double)looks:0.000}");
        Math.Sqrt(square / looks).ShouldBeLessThan(bar);
        error.ShouldBeLessThan(1.05 * persistence);
        (covered / (double)looks).ShouldBeInRange(.85, .97);
    }

    /// <summary>Beside the last reading and the running mean of eight, over every reading that has eight before it.</summary>
    [SkippableTheory]
    [InlineData("NBPSys", false), InlineData("NBPMean", false), InlineData("NBPDias", false)]
    [InlineData("NBPSys", true), InlineData("NBPMean", true), InlineData("NBPDias", true)]
    public void the_next_cuff_pressure_is_told_better_than_by_a_running_mean(string name, bool secondHalf)
    {
        var prior = name switch { "NBPSys" => TrendPrior.SystolicPressure, "NBPMean" => TrendPrior.MeanArterialPressure, _ => TrendPrior.DiastolicPressure };
        var column = Column(name);
        (int Minute, double Value)[] readings = [.. column.Select((value, minute) => (minute, value)).Where(x => x.value is not null).Select(x => (x.minute, x.value!.Value))];
        var trend = VitalTrend.Start(prior);
        var (square, persistence, running, covered, looks) = (0d, 0d, 0d, 0, 0);
        for (var i = 0; i < readings.Length; i++)
        {
            var (minute, value) = readings[i];
            var at = Midnight.AddMinutes(minute);
            if (i >= (secondHalf ? readings.Length / 2 : 8))
            {
                var ahead = at - trend.At!.Value;
                var fan = trend.Forecast(trend.At!.Value, ahead, ahead, Watching.Levels).Values;
                looks++;
                square += Math.Pow(fan[2][0] - value, 2);
                persistence += Math.Pow(readings[i - 1].Value - value, 2);
                running += Math.Pow(readings[(i - 8)..i].Average(reading => reading.Value) - value, 2);
                if (value >= fan[0][0] && value <= fan[4][0]) covered++;
            }
            trend.Assimilate(at, value);
        }
        output.WriteLine($"{name}, {looks} readings: RMSE {Math.Sqrt(square / looks):0.00}, persistence {Math.Sqrt(persistence / looks):0.00}, running mean {Math.Sqrt(running / looks):0.00}; covered {covered / (double)looks:0.000}");
        square.ShouldBeLessThan(persistence);
        square.ShouldBeLessThan(running);
        (covered / (double)looks).ShouldBeInRange(.80, .98);
    }
}
