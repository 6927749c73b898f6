using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Glucose;

/// <summary><c>simulate dalla-man</c>: a healthy person or one with type 2 diabetes through meals.</summary>
internal static class DallaManCommand
{
    private const string Summary = "The average healthy person, or one with type 2 diabetes (Dalla Man, Rizza, Cobelli 2007), through meals.";

    private const string Explanation =
        $"""
        Begins in the basal steady state. A meal lies in the stomach at once, and the stomach empties by the size of the latest meal, as in the paper.
        Insulin that is given comes on top of the person's own; none is given unless the scenario says so.
        Columns: t_min (min), glucose_mgdl (plasma, mg/dL), insulin_pmolL (plasma, pmol/L).

        {MealScenarioFile.Help}

        Example:
          twingrid-lab simulate dalla-man --population t2d --scenario meal.json --out meal.csv --plot meal.png
        """;

    public static Command Make(Workbench bench)
    {
        var population = ChoiceOption.Make("--population", "Who: healthy, or with type 2 diabetes.", required: true, "normal", "t2d");
        var scenario = MealScenarioFile.Option();
        var steps = new SolverSteps();
        var results = ResultOptions.ForTable();
        var command = new ExplainedCommand("dalla-man", Summary, Explanation) { population, scenario };
        steps.AddTo(command);
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var (name, person) = parsed.GetRequiredValue(population) is "normal" ? ("a healthy person", DallaManPerson.Healthy) : ("a person with type 2 diabetes", DallaManPerson.Type2);
            var day = MealScenarioFile.Read(parsed.GetRequiredValue(scenario));
            var samples = steps.Run(parsed, bench, perMinute => VirtualPerson.Simulate(person, day, perMinute));
            var table = new Table()
                .With("t_min", samples.Select(sample => (double)sample.Minute))
                .With("glucose_mgdl", samples.Select(sample => sample.PlasmaGlucose))
                .With("insulin_pmolL", samples.Select(sample => sample.PlasmaInsulin));
            place.Write(table, () => GlucoseChart.Of(name, samples));
        });
        return command;
    }
}
