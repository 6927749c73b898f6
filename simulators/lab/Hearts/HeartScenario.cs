using TwinGrid.Lab.Inputs;
using TwinGrid.Physiology.Circulation;

namespace TwinGrid.Lab.Hearts;

/// <summary>What a heart is put through, and how finely it is looked at.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Circulation">Disease, device, loss.</param>
/// <param name="DurationS">How long until the figures are taken, s.</param>
/// <param name="StepS">Step of the solver, s; null to settle with the standard step and resolve the valves at the end.</param>
internal sealed record HeartScenario(string Name, CirculationScenario Circulation, double DurationS, double? StepS)
{
    public const string Help =
        """
        The scenario file, e.g. {"aorticValveAreaCm2": 0.7, "lvContractility": 1.4}; absent keys leave things as they are:
          heartRate                    /min
          aorticValveAreaCm2           effective orifice area, cm²: stenosis, or the valve that replaced it
          mitralValveAreaCm2           likewise
          aorticRegurgitantFraction    share of the orifice that leaks, 0 to 1
          mitralRegurgitantFraction    likewise
          lvContractility              end-systolic elastance of the left ventricle, times
          svrFactor, pvrFactor         systemic and pulmonary vascular resistance, times
          arterialComplianceFactor     capacity of the systemic arteries, times
          stressedVolumeFactor         blood that stretches the vessels, times
          lvadRpm                      speed of an assist pump, /min; 0 for none
          reflex                       true: the arterial and cardiopulmonary reflexes answer
          bleedFraction                blood lost, share of all blood; negative: given; lost over the first 300 s or, if shorter, third of the time
          durationS                    time until the figures are taken, s; 96 unless given, 900 with reflexes or bleeding
          stepS                        solver step, s, at most 0.0005; unless given 0.0005 to settle and 0.00002 for the last beats
          name                         the row's name; the file's name unless given
        """;

    private const double SettleS = 96, RegulateS = 900, LongestBleedS = 300;

    /// <exception cref="CommandLine.RefusedInputException">The file cannot be used; the message says where and why.</exception>
    public static HeartScenario Read(string file)
    {
        var json = JsonInput.Read(file);
        var circulation = new CirculationScenario
        {
            HeartRate = json.Number("heartRate", 20, 250),
            AorticValveAreaCm2 = json.Number("aorticValveAreaCm2", .05, 20),
            MitralValveAreaCm2 = json.Number("mitralValveAreaCm2", .05, 20),
            AorticRegurgitantFraction = json.Number("aorticRegurgitantFraction", 0, 1) ?? 0,
            MitralRegurgitantFraction = json.Number("mitralRegurgitantFraction", 0, 1) ?? 0,
            LvContractility = json.Number("lvContractility", .02, 10) ?? 1,
            SvrFactor = json.Number("svrFactor", .05, 20) ?? 1,
            PvrFactor = json.Number("pvrFactor", .05, 50) ?? 1,
            ArterialComplianceFactor = json.Number("arterialComplianceFactor", .05, 20) ?? 1,
            StressedVolumeFactor = json.Number("stressedVolumeFactor", .1, 5) ?? 1,
            LvadRpm = json.Number("lvadRpm", 0, 30_000) ?? 0,
            Reflex = json.Flag("reflex") ?? false,
            BleedFraction = json.Number("bleedFraction", -.5, .6) ?? 0,
        };
        var duration = json.Number("durationS", 10, 86_400) ?? (circulation.Reflex || circulation.BleedFraction != 0 ? RegulateS : SettleS);
        var step = json.Number("stepS", 1e-6, CirculationEnsemble.StandardStep);
        var name = json.Text("name") ?? Path.GetFileNameWithoutExtension(file);
        json.RefuseOthers();
        return new(name, circulation with { BleedSeconds = Math.Min(LongestBleedS, duration / 3) }, duration, step);
    }
}
