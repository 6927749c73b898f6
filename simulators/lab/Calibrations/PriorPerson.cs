using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Glucose;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Calibrations;

/// <summary>Around whom the priors stand: a published patient, or the typical person of an age.</summary>
internal sealed class PriorPerson
{
    private readonly PatientOptions _patient = new(required: false);
    private readonly Option<string?> _population = ChoiceOption.Make("--population", "The typical person of an age, in place of --parameters and --patient.", required: false, "adult", "adolescent", "child");
    private readonly Option<double?> _weight = NumberOption.Optional("--weight-kg", "With --population: the person's weight, kg.", 5.0, 400.0);

    public void AddTo(Command command)
    {
        command.Options.Add(_patient.Parameters);
        command.Options.Add(_patient.Patient);
        command.Options.Add(_population);
        command.Options.Add(_weight);
    }

    /// <exception cref="RefusedInputException">Neither or both are named, or the patient is not known.</exception>
    public (string Name, UvaPadovaPatient Person) Read(ParseResult parsed)
    {
        if (parsed.GetValue(_population) is not { } population)
            return parsed.GetValue(_weight) is null ? _patient.Read(parsed) : throw new RefusedInputException("--weight-kg goes with --population only.");
        if (_patient.IsGiven(parsed)) throw new RefusedInputException("--population and --patient of --parameters exclude each other: give one.");
        var typical = population switch { "adult" => UvaPadovaPopulation.Adult, "adolescent" => UvaPadovaPopulation.Adolescent, _ => UvaPadovaPopulation.Child };
        return ($"a typical {population}", parsed.GetValue(_weight) is { } weight ? typical with { BW = weight } : typical);
    }
}
