using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Glucose;

/// <summary>Which virtual patient: a parameter file in the published layout and a name in it.</summary>
/// <param name="required">Whether both must be given.</param>
internal sealed class PatientOptions(bool required = true)
{
    public Option<string?> Parameters { get; } = new("--parameters")
    {
        Description = "Virtual patients: the published comma-separated layout, one patient a line.", HelpName = "file", Required = required,
    };

    public Option<string?> Patient { get; } = new("--patient") { Description = "A name in that file, such as adult#001.", HelpName = "name", Required = required };

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(Parameters) is not null || parsed.GetValue(Patient) is not null;

    /// <exception cref="RefusedInputException">One of the two is missing, the file cannot be used, or nobody in it has that name.</exception>
    public (string Name, UvaPadovaPatient Person) Read(ParseResult parsed)
    {
        if (parsed.GetValue(Parameters) is not { } file) throw new RefusedInputException("--parameters is missing: a file of virtual patients.");
        if (parsed.GetValue(Patient) is not { } name) throw new RefusedInputException($"--patient is missing: a name in '{file}'.");
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
            throw new RefusedInputException($"'{file}', {char.ToLowerInvariant(wrong.Message[0])}{wrong.Message[1..]}", wrong);
        }
    }
}
