using System.CommandLine;
using TwinGrid.Formats.Fhir;
using TwinGrid.Lab.CommandLine;

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

    public static Command Make(Workbench bench) => ReportCommand.Make(
        bench, "fhir", "FHIR R4: bundles and resources.", Explanation, "The file.", (stream, _) => FhirFile.Read(stream),
        contents => bench.Note($"{contents.Resources} resources{(contents.Bundle is { } bundle ? $" in a bundle of type {bundle}" : "")}."));
}
