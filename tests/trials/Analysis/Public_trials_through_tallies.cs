using System.Globalization;
using TwinGrid.Testbed;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Statistics;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Tests.Analysis;

/// <summary>Two public data sets, counted as a trial counts its patients: beside R's survival package, and beside the same statistics from the rows.</summary>
public sealed class Public_trials_through_tallies
{
    [SkippableFact]
    public void veterans_by_treatment()
    {
        var rows = Read("data_veteran.csv");
        var result = Count(rows, row => (int)row["trt"] - 1, row => row["prior"] > 0 ? 1 : 0, row => row["time"], row => row["status"] == 1);
        var (control, treated) = (result.Primary.Arms[0], result.Primary.Arms[1]);
        control.Curve!.Median().ShouldBe((103, 59, 132));
        treated.Curve!.Median().ShouldBe((52.5, 44, 95));
        var plain = result.Primary.Beside[0][0];
        plain.StatisticValue.ShouldBe(.00823, 5e-6);
        var cox = CoxModel.Fit([.. rows.Select(row => new SurvivalTime(row["time"], row["status"] == 1))], [.. rows.Select(row => new[] { row["trt"] })]);
        Math.Log(plain.Value).ShouldBe(cox.Coefficients[0], 1e-9);
        plain.Error.ShouldBe(cox.Errors[0], 1e-9);
        // Everybody as one arm: S(t) and its errors.
        var all = Count(rows, _ => 0, _ => 0, row => row["time"], row => row["status"] == 1, arms: 1).Primary.Arms[0].Curve!;
        foreach (var (time, survival, error) in new[] { (30, .70043501, .03916199), (90, .46403796, .04279237), (180, .22241141, .03690821), (365, .09004511, .02647462) })
        {
            all.At(time).Survival.ShouldBe(survival, 1e-8);
            all.At(time).Error.ShouldBe(error, 1e-8);
        }
    }

    [SkippableFact]
    public void lung_cancer_by_sex()
    {
        var result = Count(Read("data_lung.csv"), row => (int)row["sex"] - 1, _ => 0, row => row["time"], row => row["status"] == 2);
        result.Primary.Arms[0].Curve!.Median().ShouldBe((270, 212, 310));
        result.Primary.Arms[1].Curve!.Median().ShouldBe((426, 348, 550));
        result.Primary.Arms.Select(arm => arm.Events).ShouldBe([112, 53]);
        var effect = result.Primary.Main[0];
        effect.StatisticValue.ShouldBe(10.3, .05);
        effect.P.ShouldBe(.0013, 2e-4);
        effect.Z.ShouldBeGreaterThan(0);
        effect.Value.ShouldBe(Math.Exp(-.5310), 1e-3);
    }

    private static TrialResult Count(IReadOnlyList<Dictionary<string, double>> rows, Func<Dictionary<string, double>, int> arm, Func<Dictionary<string, double>, int> stratum,
        Func<Dictionary<string, double>, double> time, Func<Dictionary<string, double>, bool> isEvent, int arms = 2)
    {
        var layout = new TrialLayout { Arms = [.. new[] { "first", "second" }.Take(arms)], Strata = ["no", "yes"], Endpoints = [new("death", EndpointKind.TimeToEvent)] };
        var (tally, patient) = (new TrialTally(layout), new PatientOutcome(layout));
        foreach (var row in rows)
        {
            patient.Clear();
            (patient.Arm, patient.Stratum, patient.Values[0], patient.IsSeen[0]) = (arm(row), stratum(row), time(row), isEvent(row));
            tally.Add(patient);
        }
        return TrialResult.Of(layout, TrialTally.FromBytes(layout, tally.ToBytes()));
    }

    private static Dictionary<string, double>[] Read(string file)
    {
        var lines = File.ReadAllLines(SharedData.Path("reference", "pharmacology", file));
        var header = lines[0].Split(',');
        return [.. lines[1..].Select(line => line.Split(',').Select((cell, i) =>
            (Name: header[i], Value: double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN)).ToDictionary(cell => cell.Name, cell => cell.Value, StringComparer.Ordinal))];
    }
}
