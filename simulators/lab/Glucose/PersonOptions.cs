using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Glucose;

/// <summary>Who: a virtual patient of a parameter file, or the typical person of an age.</summary>
internal sealed class PersonOptions
{
    private readonly Option<string?> _parameters = new("--parameters")
    {
        Description = "Virtual patients: the published comma-separated layout, one patient a line.", HelpName = "file",
    };

    private readonly Option<string?> _patient = new("--patient") { Description = "A name in that file, such as adult#001.", HelpName = "name" };

    private readonly Option<string?> _population = ChoiceOption.Make(
        "--population", "The typical person of an age, in place of --parameters and --patient.", required: false, "adult", "adolescent", "child");

    private readonly Option<double?> _weight = NumberOption.Optional("--weight-kg", "With --population: the person's weight, kg.", 5.0, 400.0);

    public void AddTo(Command command)
    {
        command.Options.Add(_parameters);
        command.Options.Add(_patient);
        command.Options.Add(_population);
        command.Options.Add(_weight);
    }

    /// <exception cref="RefusedInputException">Nobody or two are named, or the file or the name cannot be used.</exception>
    public (string Name, UvaPadovaPatient Person) Read(ParseResult parsed)
    {
        var (file, name, population, weight) = (parsed.GetValue(_parameters), parsed.GetValue(_patient), parsed.GetValue(_population), parsed.GetValue(_weight));
        if (population is null)
        {
            if (weight is not null) throw new RefusedInputException("--weight-kg goes with --population only.");
            if (file is not null && name is not null) return (name, OfFile(file, name));
            var missing = file is null && name is null ? "Nobody is named" : file is null ? "--parameters is missing" : "--patient is missing";
            throw new RefusedInputException($"{missing}: give --parameters and --patient, or --population.");
        }
        if (file is not null || name is not null) throw new RefusedInputException("--population and --patient of --parameters exclude each other: give one.");
        var typical = population switch { "adult" => UvaPadovaPopulation.Adult, "adolescent" => UvaPadovaPopulation.Adolescent, _ => UvaPadovaPopulation.Child };
        return ($"a typical {population}", typical with { BW = weight ?? typical.BW });
    }

    private static UvaPadovaPatient OfFile(string file, string name)
    {
        using var text = new StringReader(InputFile.ReadText(file));
        try
        {
            var patients = UvaPadovaPatientFile.Read(text);
            return patients.TryGetValue(name, out var person) ? person : throw new RefusedInputException($"'{file}' has no patient '{name}'; it has {string.Join(", ", patients.Keys)}.");
        }
        catch (FormatException wrong)
        {
            throw new RefusedInputException($"'{file}', {char.ToLowerInvariant(wrong.Message[0])}{wrong.Message[1..]}", wrong);
        }
    }
}
