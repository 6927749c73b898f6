using System.CommandLine;
using TwinGrid.Formats;
using TwinGrid.Formats.Fhir;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Lab.Results;

namespace TwinGrid.Lab.Imports;

/// <summary><c>import fhir</c>: what a file of FHIR holds.</summary>
internal static class FhirCommand
{
    private const string Explanation =
        """
        The file: FHIR R4, a bundle, a resource, or a resource a line; JSON or XML, packed with gzip or not. The report: its form, the bundle's type, and how many resources of each kind there are.
        Whether each is right FHIR is said by the grid, which takes all of the file or nothing (--to).

        Examples:
          twingrid-lab import fhir bundle.json
          twingrid-lab import fhir bundle.json --to http://127.0.0.1:5080
        """;

    public static Command Make(Workbench bench)
    {
        var file = new Argument<string>("file") { Description = "The file.", HelpName = "file" };
        var command = new ExplainedCommand("fhir", "FHIR R4: bundles and resources.", Explanation) { file };
        var (results, sending) = (ResultOptions.ForReport(withPicture: false), new SendOptions(bench));
        results.AddTo(command);
        sending.AddTo(command);
        bench.Do(command, parsed =>
        {
            var (place, name) = (results.Read(parsed, bench), parsed.GetRequiredValue(file));
            try
            {
                var contents = WatchedFile.Through(bench, name, stream => FhirFile.Read(stream));
                sending.Send(parsed, name);
                place.WriteReport(contents);
                bench.Note($"{contents.Resources} resources{(contents.Bundle is { } bundle ? $" in a bundle of type {bundle}" : "")}.");
            }
            catch (UnreadableFileException wrong)
            {
                throw new RefusedInputException($"'{name}', {wrong.Message}.", wrong);
            }
        });
        return command;
    }
}
