using System.Globalization;
using TwinGrid.Testbed;
using Xunit.Abstractions;

namespace TwinGrid.Lab.Tests.Hearts;

public sealed class A_circulation_is_simulated(ITestOutputHelper output) : IDisposable
{
    private const string Failing = "\"lvContractility\": 0.25, \"stressedVolumeFactor\": 1.25";

    private readonly Lab _lab = new();

    [SkippableFact]
    public void every_row_of_the_reference_is_met()
    {
        var reference = ResultTable.Reference("circulation", "heart_calibrated_reference.csv");
        for (var row = 0; row < reference.Rows; row++)
        {
            var name = reference.Texts("scenario")[row];
            var seen = _lab.Table("simulate", "circulation", "--parameters", SharedData.Path("reference", "circulation", "heart_calibrated_parameters.json"), "--scenario", _lab.Put($"{name}.json", ScenarioOf(name)));
            _lab.Errors.ShouldBeEmpty(name);
            seen.Names.ShouldBe(reference.Names);
            seen.Texts("scenario").ShouldBe([name]);
            foreach (var column in reference.Names.Skip(1))
            {
                var (found, expected) = (seen[column][0], reference[column][row]);
                if (Math.Abs(found - expected) > Tolerance(column, expected)) output.WriteLine($"{name} {column}: {found:G6}, reference {expected:G6}");
            }
            foreach (var column in reference.Names.Skip(1)) seen[column][0].ShouldBe(reference[column][row], Tolerance(column, reference[column][row]), $"{name} {column}");
        }
    }

    private static double Tolerance(string column, double value) => column switch
    {
        "CO_Lmin" or "PumpFlow_Lmin" => .01,
        "EF" => .001,
        "AoGradMean" or "AoGradPeak" or "MitralGradMean" => .03 * value + .005, // and half of the last digit printed
        "AVA_gorlin" or "EOA_orifice" => .01 + .01 * value,
        "HR" => 1e-6,
        _ => .1,
    };

    private static string ScenarioOf(string name) => name switch
    {
        "healthy" => "{}",
        "HR45" => """{"heartRate": 45}""",
        "AS_EOA3.0cm2" => """{"aorticValveAreaCm2": 3}""",
        "AS_EOA2.0cm2" => """{"aorticValveAreaCm2": 2.0}""",
        "AS_EOA1.0cm2" => """{"aorticValveAreaCm2": 1}""",
        "AS_EOA0.7_hypertrophy_Ees_x1.4" => """{"aorticValveAreaCm2": 0.7, "lvContractility": 1.4}""",
        "after_valve_replacement_EOA1.8_Ees_x1.4" => """{"aorticValveAreaCm2": 1.8, "lvContractility": 1.4}""",
        "MS_EOA2.0cm2" => """{"mitralValveAreaCm2": 2}""",
        "MS_EOA1.0cm2" => """{"mitralValveAreaCm2": 1}""",
        "AR_2pct" => """{"aorticRegurgitantFraction": 0.02}""",
        "MR_5pct" => """{"mitralRegurgitantFraction": 0.05}""",
        "HF_Ees_x0.5" => """{"lvContractility": 0.5}""",
        "HF_Ees_x0.25_vol_x1.25" => $$"""{{{Failing}}}""",
        "HF_Ees_x0.25_vol_x1.25_LVAD7000rpm" => $$"""{{{Failing}}, "lvadRpm": 7000}""",
        "HF_Ees_x0.25_vol_x1.25_LVAD8000rpm" => $$"""{{{Failing}}, "lvadRpm": 8000}""",
        "HF_Ees_x0.25_vol_x1.25_LVAD10000rpm" => $$"""{{{Failing}}, "lvadRpm": 10000}""",
        "stressed_vol_x0.9" => """{"stressedVolumeFactor": 0.9}""",
        "stressed_vol_x0.7" => """{"stressedVolumeFactor": 0.7}""",
        "SVR_x1.5" => """{"svrFactor": 1.5}""",
        "PVR_x4" => """{"pvrFactor": 4}""",
        _ when name.StartsWith("conv_dt", StringComparison.Ordinal) =>
            $$"""{"stepS": {{name["conv_dt".Length..]}}, "durationS": {{(double.Parse(name["conv_dt".Length..], CultureInfo.InvariantCulture) < 2e-5 ? 60 : 96)}}}""",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such reference row."),
    };

    public void Dispose() => _lab.Dispose();
}
