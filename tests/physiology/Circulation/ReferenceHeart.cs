using System.Globalization;
using CsvHelper;
using TwinGrid.Physiology.Circulation;
using TwinGrid.Testbed;

namespace TwinGrid.Physiology.Tests.Circulation;

/// <summary>The reference circulation: its parameter file, its rows, and what their names say.</summary>
internal static class ReferenceHeart
{
    public static HeartParameters Parameters() =>
        HeartParameterFile.Parse(File.ReadAllText(SharedData.Path("reference", "circulation", "heart_calibrated_parameters.json")));

    public static List<IDictionary<string, object>> Rows(string file)
    {
        using var csv = new CsvReader(new StreamReader(SharedData.Path("reference", "circulation", file)), CultureInfo.InvariantCulture);
        return [.. csv.GetRecords<dynamic>().Select(row => (IDictionary<string, object>)row)];
    }

    public static double Number(this IDictionary<string, object> row, string column) => double.Parse((string)row[column], CultureInfo.InvariantCulture);

    public static CirculationScenario ScenarioOf(string name)
    {
        var failing = new CirculationScenario { LvContractility = .25, StressedVolumeFactor = 1.25 };
        return name switch
        {
            "healthy" => new(),
            "HR45" => new() { HeartRate = 45 },
            "AS_EOA3.0cm2" => new() { AorticValveAreaCm2 = 3 },
            "AS_EOA2.0cm2" => new() { AorticValveAreaCm2 = 2 },
            "AS_EOA1.0cm2" => new() { AorticValveAreaCm2 = 1 },
            "AS_EOA0.7_hypertrophy_Ees_x1.4" => new() { AorticValveAreaCm2 = .7, LvContractility = 1.4 },
            "after_valve_replacement_EOA1.8_Ees_x1.4" => new() { AorticValveAreaCm2 = 1.8, LvContractility = 1.4 },
            "MS_EOA2.0cm2" => new() { MitralValveAreaCm2 = 2 },
            "MS_EOA1.0cm2" => new() { MitralValveAreaCm2 = 1 },
            "AR_2pct" => new() { AorticRegurgitantFraction = .02 },
            "MR_5pct" => new() { MitralRegurgitantFraction = .05 },
            "HF_Ees_x0.5" => new() { LvContractility = .5 },
            "HF_Ees_x0.25_vol_x1.25" => failing,
            "HF_Ees_x0.25_vol_x1.25_LVAD7000rpm" => failing with { LvadRpm = 7000 },
            "HF_Ees_x0.25_vol_x1.25_LVAD8000rpm" => failing with { LvadRpm = 8000 },
            "HF_Ees_x0.25_vol_x1.25_LVAD10000rpm" => failing with { LvadRpm = 10000 },
            "stressed_vol_x0.9" => new() { StressedVolumeFactor = .9 },
            "stressed_vol_x0.7" => new() { StressedVolumeFactor = .7 },
            "SVR_x1.5" => new() { SvrFactor = 1.5 },
            "PVR_x4" => new() { PvrFactor = 4 },
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such reference row."),
        };
    }

    /// <summary>Settled beats of up to eight hearts, the valves resolved at the end.</summary>
    public static BeatFigures[] Settle(HeartParameters heart, params CirculationScenario[] scenarios)
    {
        var ensemble = new CirculationEnsemble([.. scenarios.Select(scenario => (heart, scenario))]);
        ensemble.Advance(90);
        ensemble.Advance(6, 2e-5);
        return [.. Enumerable.Range(0, scenarios.Length).Select(ensemble.Beat)];
    }
}
