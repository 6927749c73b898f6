using System.Globalization;
using CsvHelper;
using TwinGrid.Physiology.Trends;
using TwinGrid.Testbed;
using Xunit.Abstractions;

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
        var prior = name switch { "HR" => TrendPrior.HeartRate, "RESP" => TrendPrior.RespiratoryRate, _ => TrendPrior.OxygenSaturation };
        var score = new TrendTrial(prior, Column(name)).Ahead(ahead);
        output.WriteLine($"{name} {ahead} min: {score}");
        score.Rmse.ShouldBeLessThan(bar);
        score.Rmse.ShouldBeLessThan(1.01 * score.Linear!.Value);
        score.MeanError.ShouldBeLessThan(1.05 * score.PersistenceMeanError);
        score.Covered.ShouldBeInRange(.85, .97);
    }

    /// <summary>The bars are the RMSE of a running mean of eight readings.</summary>
    [SkippableTheory, InlineData("NBPSys", 10.3), InlineData("NBPMean", 5.6), InlineData("NBPDias", 7.55)]
    public void the_next_cuff_pressure_is_told_better_than_by_a_running_mean(string name, double bar)
    {
        var prior = name switch { "NBPSys" => TrendPrior.SystolicPressure, "NBPMean" => TrendPrior.MeanArterialPressure, _ => TrendPrior.DiastolicPressure };
        var score = new TrendTrial(prior, Column(name)).Next();
        output.WriteLine($"{name}: {score}");
        score.Rmse.ShouldBeLessThan(bar);
        score.Rmse.ShouldBeLessThan(score.RunningMean);
        score.Rmse.ShouldBeLessThan(score.Persistence);
        score.Covered.ShouldBeInRange(.85, .97);
    }
}
