using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Respiration;

namespace TwinGrid.Lab.Lungs;

/// <summary><c>simulate lung</c>: a resting person breathes other air, with another heart, drug or disease.</summary>
internal static class LungCommand
{
    private const string Summary = "A resting adult breathes other air, or with another heart, drug or disease.";

    private const string Explanation =
        """
        Gas exchange with central and peripheral chemoreflex; the row of minute 0 is rest, and then the scenario begins.
        Columns: t_min min; RR /min; TV_mL mL; VE_Lmin and VA_Lmin ventilation and alveolar ventilation L/min; SaO2_pct %; PaO2, PaCO2, PAO2, PvO2 mmHg.

        The scenario file, e.g. {"altitudeM": 4300}; absent keys leave things as they are:
          altitudeM                  m above the sea
          inspiredOxygen             share of the dry air; 0.2093 unless given
          inspiredCarbonDioxide      likewise; 0.0004 unless given
          cardiacOutputLMin          L/min
          metabolism                 times rest
          opioidDepression           share of the breathing drive that opioids take away, 0 to below 1
          shunt                      share of the blood that passes no air
          durationMin                min; 40 unless given
          sampleMin                  a row each so many minutes; 1 unless given

        Example:
          twingrid-lab simulate lung --scenario altitude.json --out breathing.csv --plot breathing.png
        """;

    public static Command Make(Workbench bench)
    {
        var scenario = new Option<string>("--scenario") { Description = "Air, heart, drug, disease (JSON).", HelpName = "file", Required = true };
        var results = ResultOptions.ForTable();
        var command = new ExplainedCommand("lung", Summary, Explanation) { scenario };
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var (course, name) = Breathe(parsed.GetRequiredValue(scenario));
            place.Write(TableOf(course), () => ChartOf(name, course));
        });
        return command;
    }

    private static (List<(double Minute, LungFigures Figures)> Course, string Name) Breathe(string file)
    {
        var json = JsonInput.Read(file);
        var wanted = new LungScenario
        {
            AltitudeM = json.Number("altitudeM", -400, 9000) ?? 0,
            InspiredOxygen = json.Number("inspiredOxygen", .05, 1) ?? .2093,
            InspiredCarbonDioxide = json.Number("inspiredCarbonDioxide", 0, .1) ?? .0004,
            CardiacOutput = json.Number("cardiacOutputLMin", 1, 40),
            Metabolism = json.Number("metabolism", .3, 20) ?? 1,
            OpioidDepression = json.Number("opioidDepression", 0, .99) ?? 0,
            Shunt = json.Number("shunt", 0, .9),
        };
        var duration = json.WholeNumber("durationMin", 1, 10_000) ?? 40;
        var sample = json.WholeNumber("sampleMin", 1, duration) ?? 1;
        json.RefuseOthers();
        var lung = new LungEnsemble([(new(), new())]);
        var course = new List<(double, LungFigures)> { (0, lung.Look(0)) };
        lung.Change(0, wanted);
        for (var minute = sample; minute <= duration; minute += sample)
        {
            lung.Advance(sample);
            course.Add((minute, lung.Look(0)));
        }
        return (course, Path.GetFileNameWithoutExtension(file));
    }

    private static Table TableOf(List<(double Minute, LungFigures Figures)> course)
    {
        var table = new Table().With("t_min", course.Select(moment => moment.Minute));
        foreach (var (column, figure) in new (string, Func<LungFigures, double>)[]
        {
            ("RR", f => f.RespiratoryRate), ("TV_mL", f => f.TidalVolume), ("VE_Lmin", f => f.Ventilation), ("VA_Lmin", f => f.AlveolarVentilation),
            ("SaO2_pct", f => f.SaturationPercent), ("PaO2", f => f.ArterialO2), ("PaCO2", f => f.ArterialCO2), ("PAO2", f => f.AlveolarO2), ("PvO2", f => f.VenousO2),
        }) table.With(column, course.Select(moment => figure(moment.Figures)));
        return table;
    }

    private static Chart ChartOf(string name, List<(double Minute, LungFigures Figures)> course)
    {
        double[] minutes = [.. course.Select(moment => moment.Minute)];
        return new Chart($"Breathing: {name}", "time (min)", "saturation (%), pressures (mmHg)", "breaths (/min)")
            .Line("arterial saturation", minutes, [.. course.Select(moment => moment.Figures.SaturationPercent)])
            .Line("arterial oxygen", minutes, [.. course.Select(moment => moment.Figures.ArterialO2)])
            .Line("arterial carbon dioxide", minutes, [.. course.Select(moment => moment.Figures.ArterialCO2)])
            .Line("breaths (right)", minutes, [.. course.Select(moment => moment.Figures.RespiratoryRate)], onTheRight: true);
    }
}
