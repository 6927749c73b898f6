using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Glucose;

/// <summary><c>simulate uva-padova</c>: a person with type 1 diabetes through a day of meals and insulin.</summary>
internal static class UvaPadovaCommand
{
    private const string Summary = "A person with type 1 diabetes (UVA/Padova model, S2008) through meals and insulin.";

    private const string Explanation =
        $"""
        Begins in the basal steady state; where no basal insulin is given it is what holds that state.
        A meal is eaten at 5 g/min; what is begun while one still eats is eaten after it. Inputs are constant within each minute.
        Columns: t_min (min), cgm_mgdl (glucose under the skin, mg/dL), plasma_glucose_mgdl (mg/dL), plasma_insulin_pmolL (pmol/L).

        {MealScenarioFile.Help}

        Examples:
          twingrid-lab simulate uva-padova --population adult --scenario day.json --out day.csv --plot day.png
          twingrid-lab simulate uva-padova --parameters vpatient_params.csv --patient adult#001 --scenario day.json
        """;

    public static Command Make(Workbench bench)
    {
        var person = new PersonOptions();
        var scenario = MealScenarioFile.Option();
        var steps = new SolverSteps();
        var results = ResultOptions.ForTable();
        var command = new ExplainedCommand("uva-padova", Summary, Explanation) { scenario };
        person.AddTo(command);
        steps.AddTo(command);
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var (name, who) = person.Read(parsed);
            var day = MealScenarioFile.Read(parsed.GetRequiredValue(scenario));
            var samples = steps.Run(parsed, bench, perMinute => VirtualPerson.Simulate(who, day, perMinute));
            var table = new Table()
                .With("t_min", samples.Select(sample => (double)sample.Minute))
                .With("cgm_mgdl", samples.Select(sample => sample.SensorGlucose))
                .With("plasma_glucose_mgdl", samples.Select(sample => sample.PlasmaGlucose))
                .With("plasma_insulin_pmolL", samples.Select(sample => sample.PlasmaInsulin));
            place.Write(table, () => GlucoseChart.Of(name, samples));
        });
        return command;
    }
}
