using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Drugs;

namespace TwinGrid.Lab.Drugs;

/// <summary><c>drugs</c>: what the library carries of each drug, and from where.</summary>
internal static class DrugsCommand
{
    private const string Summary = "What the drug library carries: sources, covariates, genes, label doses.";

    private const string Explanation =
        """
        Each drug is a JSON file; --library adds files of your own in the same form, here and in dose. A file that cannot be used is named with the place in it.

        Examples:
          twingrid-lab drugs
          twingrid-lab drugs --library mydrug.json --out library.json
        """;

    public static Command Make(Workbench bench)
    {
        var library = Library();
        var command = new ExplainedCommand("drugs", Summary, Explanation) { library };
        var results = ResultOptions.ForReport(withPicture: false);
        results.AddTo(command);
        bench.Do(command, parsed => results.Read(parsed, bench).WriteReport(Known(parsed.GetRequiredValue(library)).Values.OrderBy(drug => drug.Name, StringComparer.Ordinal).Select(Describe)));
        return command;
    }

    /// <summary>Files that are added to the library.</summary>
    public static Option<string[]> Library() =>
        new("--library") { Description = "A drug's file that is added, or takes the place of one that is carried; may be given more than once.", HelpName = "file", DefaultValueFactory = _ => [] };

    /// <summary>The library with these files.</summary>
    /// <exception cref="RefusedInputException">A file is no drug.</exception>
    public static IReadOnlyDictionary<string, Drug> Known(IEnumerable<string> files)
    {
        var all = new Dictionary<string, Drug>(DrugLibrary.All, StringComparer.Ordinal);
        foreach (var file in files)
        {
            try
            {
                var drug = DrugFile.Read($"'{file}'", InputFile.ReadText(file));
                all[drug.Name] = drug;
            }
            catch (DrugFileException wrong)
            {
                throw new RefusedInputException(wrong.Message, wrong);
            }
        }
        return all;
    }

    /// <summary>A drug with kinetics.</summary>
    /// <exception cref="RefusedInputException">There is none of that name, or another organ carries it.</exception>
    public static Drug WithKinetics(IReadOnlyDictionary<string, Drug> known, string name) =>
        known.TryGetValue(name, out var drug) && drug.Kinetics is not null
            ? drug
            : throw new RefusedInputException(drug is null
                ? $"--drug is '{name}', but must be one of {string.Join(", ", known.Values.Where(other => other.Kinetics is not null).Select(other => other.Name).Order(StringComparer.Ordinal))}."
                : $"--drug is '{name}', which has no kinetics of its own: the metabolism carries it (simulate uva-padova).");

    private static object Describe(Drug drug) => new
    {
        drug.Name, drug.Atc, drug.Unit, drug.MolarMass,
        Kinetics = drug.Kinetics is { } kinetics ? new { kinetics.Source, drug.Validity, kinetics.Compartments, drug.Covariates, drug.Genes } : null,
        Label = new { drug.Label.Source, drug.Label.Covariates, Ranges = drug.Label.Ranges.Select(range => new { range.Use, range.Least, range.Most, Unit = range.UnitText }), drug.Label.Rule },
        Cells = drug.Cells.Select(cells => new { cells.Kind, cells.Source, cells.Validity, cells.Covariates }),
        Tumours = drug.Tumours.Select(tumour => new { tumour.Name, tumour.Source, tumour.Validity, Survival = tumour.Survival?.Source }),
    };
}
