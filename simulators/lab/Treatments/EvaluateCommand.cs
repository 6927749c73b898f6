using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Dosing;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Lab.Treatments;

/// <summary><c>treatment evaluate</c>: a regimen's expected effect and side effects for one patient.</summary>
internal static class EvaluateCommand
{
    private const string Summary = "A regimen's expected effect and side effects for one patient, with what is not known of the patient.";

    private static readonly string Explanation =
        $"""
        {PatientFile.Help}

        The regimen: statements between semicolons, such as "135 mg over 1 h every 21 d x 6; hold from 42 d to 63 d". Doses outside the label are refused unless --off-label is given.
        The report: courses of concentration, cells and tumour as 5, 50, 95 % quantiles over what the patient may be, chances of grades 3 and 4, of response and progression, survival.

        Example:
          printf 'TIME,AMT,DUR,COUNT,SLD,FEMALE,ECOG_GE1,PRIOR,AAG,BSA\n-120,.,.,4.2,80,1,0,1,1.2,1.8\n0,135,1,.,.,1,0,1,1.2,1.8\n180,.,.,0.9,.,1,0,1,1.2,1.8\n' > patient.csv
          twingrid-lab treatment evaluate --drug docetaxel --patient patient.csv --from 504 --regimen "135 mg over 1 h at 21 d every 21 d x 5" --plot treatment.png
        """;

    public static Command Make(Workbench bench)
    {
        var shared = new TreatmentOptions();
        var regimen = new Option<string>("--regimen") { Description = "What is proposed, after what was given.", HelpName = "text", Required = true };
        var offLabel = new Option<bool>("--off-label") { Description = "Looks at doses that the label does not give." };
        var command = new ExplainedCommand("evaluate", Summary, Explanation) { regimen, offLabel };
        shared.AddTo(command);
        var results = ResultOptions.ForReport();
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var proposed = Read(parsed.GetRequiredValue(regimen));
            TreatmentCommand.OnFile(shared.File(parsed), () =>
            {
                var twin = shared.Twin(parsed);
                var plan = shared.Plan(parsed, twin);
                if (!parsed.GetValue(offLabel) && twin.Record.Drug.Label.Fault(proposed, twin.Record.Patient) is { } fault) throw new RefusedInputException($"{fault} --off-label looks at it all the same.");
                var outcome = twin.Evaluate(proposed, plan);
                place.WriteReport(new TreatmentReport(twin, outcome), () => Charts.Courses(twin, outcome, null));
            });
        });
        return command;
    }

    private static Regimen Read(string text)
    {
        try
        {
            return RegimenText.Read(text);
        }
        catch (RegimenTextException wrong)
        {
            throw new RefusedInputException($"--regimen: {wrong.Message}", wrong);
        }
    }
}
