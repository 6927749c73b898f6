using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Circulation;

namespace TwinGrid.Lab.Hearts;

/// <summary><c>simulate circulation</c>: a heart and its vessels with a disease, a device or a loss, settled.</summary>
internal static class CirculationCommand
{
    private const string Summary = "A heart and its vessels with a disease, a device or a loss, until its beats are alike.";

    private const string Explanation =
        $"""
        Korakianitis and Shi's closed loop with orifice valves, Heldt's reflexes, an assist pump. One row, the last beat:
        HR /min; SBP, DBP, MAP aortic mmHg; LVSP left-ventricular peak mmHg; EDV, ESV, SV mL; EF; CO_Lmin L/min; PAS, PAD, PAM pulmonary mmHg;
        RAPmean, LAPmean atrial mmHg; AoGradMean, AoGradPeak, MitralGradMean mmHg; AVA_gorlin, EOA_orifice cm²; PumpFlow_Lmin L/min.

        {HeartScenario.Help}

        Example:
          twingrid-lab simulate circulation --scenario stenosis.json --out figures.csv --plot beat.png
        """;

    public static Command Make(Workbench bench)
    {
        var parameters = new Option<string?>("--parameters") { Description = "The person's heart (JSON); a healthy resting adult unless given.", HelpName = "file" };
        var scenario = new Option<string>("--scenario") { Description = "Disease, device, loss (JSON).", HelpName = "file", Required = true };
        var results = ResultOptions.ForTable();
        var command = new ExplainedCommand("circulation", Summary, Explanation) { parameters, scenario };
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var heart = parsed.GetValue(parameters) is { } file ? ReadHeart(file) : new HeartParameters();
            var wanted = HeartScenario.Read(parsed.GetRequiredValue(scenario));
            var run = new HeartRun(heart, wanted, bench);
            place.Write(TableOf(wanted.Name, run.Figures), () => ChartOf(wanted.Name, run.Watch(beats: 2)));
        });
        return command;
    }

    private static HeartParameters ReadHeart(string file)
    {
        var json = JsonInput.Read(file);
        try
        {
            return HeartParameterFile.Parse(json.FileText);
        }
        catch (HeartParameterException wrong)
        {
            throw json.Wrong(wrong.Parameter, wrong.Message);
        }
    }

    private static Table TableOf(string name, BeatFigures beat)
    {
        var table = new Table().With("scenario", [name]);
        foreach (var (column, value) in new[]
        {
            ("HR", beat.HeartRate), ("SBP", beat.Systolic), ("DBP", beat.Diastolic), ("MAP", beat.MeanArterial), ("LVSP", beat.LvSystolic),
            ("EDV", beat.EndDiastolicVolume), ("ESV", beat.EndSystolicVolume), ("EF", beat.EjectionFraction), ("SV", beat.StrokeVolume), ("CO_Lmin", beat.CardiacOutput),
            ("PAS", beat.PulmonarySystolic), ("PAD", beat.PulmonaryDiastolic), ("PAM", beat.PulmonaryMean),
            ("RAPmean", beat.RightAtrialMean), ("LAPmean", beat.LeftAtrialMean),
            ("AoGradMean", beat.AorticGradientMean), ("AoGradPeak", beat.AorticGradientPeak), ("AVA_gorlin", beat.GorlinArea), ("EOA_orifice", beat.OrificeArea),
            ("MitralGradMean", beat.MitralGradientMean), ("PumpFlow_Lmin", beat.PumpFlow),
        }) table.With(column, [value]);
        return table;
    }

    private static Chart ChartOf(string name, IReadOnlyList<CirculationMoment> moments)
    {
        double[] seconds = [.. moments.Select(moment => moment.Seconds - moments[0].Seconds)];
        return new Chart($"Two beats of {name}", "time (s)", "pressure (mmHg)", "left-ventricular volume (mL)")
            .Line("left ventricle", seconds, [.. moments.Select(moment => moment.LvPressure)])
            .Line("aorta", seconds, [.. moments.Select(moment => moment.AorticPressure)])
            .Line("left atrium", seconds, [.. moments.Select(moment => moment.LaPressure)])
            .Line("pulmonary artery", seconds, [.. moments.Select(moment => moment.PulmonaryPressure)])
            .Line("ventricular volume (right)", seconds, [.. moments.Select(moment => moment.LvVolume)], onTheRight: true);
    }
}
