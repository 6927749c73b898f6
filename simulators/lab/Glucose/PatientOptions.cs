using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Glucose;

/// <summary>Which virtual patient: a parameter file in the published layout and a name in it.</summary>
internal sealed class PatientOptions
{
    public Option<string> Parameters { get; } = new("--parameters")
    {
        Description = "Virtual patients: the published comma-separated layout, one patient a line.", HelpName = "file", Required = true,
    };

    public Option<string> Patient { get; } = new("--patient") { Description = "A name in that file, such as adult#001.", HelpName = "name", Required = true };

    /// <exception cref="RefusedInputException">The file cannot be used, or nobody in it has that name.</exception>
    public (string Name, UvaPadovaPatient Person) Read(ParseResult parsed)
    {
        var (file, name) = (parsed.GetRequiredValue(Parameters), parsed.GetRequiredValue(Patient));
        using var text = new StringReader(InputFile.ReadText(file));
        try
        {
            var patients = UvaPadovaPatientFile.Read(text);
            return patients.TryGetValue(name, out var person)
                ? (name, person)
                : throw new RefusedInputException($"'{file}' has no patient '{name}'; it has {string.Join(", ", patients.Keys)}.");
        }
        catch (FormatException wrong)
        {
            throw new RefusedInputException($"'{file}': {wrong.Message}", wrong);
        }
    }
}
