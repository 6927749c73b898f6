using System.CommandLine;
using System.Globalization;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Dosing;
using TwinGrid.Lab.Drugs;
using TwinGrid.Physiology.Treatments;

namespace TwinGrid.Lab.Treatments;

/// <summary>What <c>treatment evaluate</c> and <c>treatment optimise</c> share.</summary>
internal sealed class TreatmentOptions
{
    private readonly Option<string> _drug = new("--drug") { Description = "Which drug.", HelpName = "name", Required = true };
    private readonly Option<string[]> _library = DrugsCommand.Library();
    private readonly Option<string> _patient = new("--patient") { Description = "Doses, counts, scans, covariates (CSV).", HelpName = "file", Required = true };
    private readonly Option<string?> _tumour = new("--tumour") { Description = "Which of the drug's tumours; the first unless given.", HelpName = "name" };
    private readonly Option<double> _from = NumberOption.Make("--from", "When the treatment begins, h in the patient's time.", -1e6, 1e6, (double?)0);
    private readonly Option<double> _days = NumberOption.Make("--days", "How far it is looked at.", 1, 730, (double?)126);
    private readonly Option<int> _draws = NumberOption.Make("--draws", "How many of the patients that this one may be are followed.", 8, 4096, (int?)256);
    private readonly Option<string[]> _prognosis = new("--prognosis") { Description = "What the survival model asks, such as ECOG=1; see drugs. May be given more than once.", HelpName = "name=number", DefaultValueFactory = _ => [] };

    public string File(ParseResult parsed) => parsed.GetRequiredValue(_patient);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _drug, _library, _patient, _tumour, _from, _days, _draws, _prognosis }) command.Options.Add(option);
    }

    /// <summary>The calibrated patient.</summary>
    public TreatmentTwin Twin(ParseResult parsed)
    {
        var drug = DrugsCommand.WithKinetics(DrugsCommand.Known(parsed.GetRequiredValue(_library)), parsed.GetRequiredValue(_drug));
        return TreatmentTwin.Calibrate(PatientFile.ReadTreatment(drug, parsed.GetValue(_tumour), File(parsed)));
    }

    public TreatmentPlan Plan(ParseResult parsed, TreatmentTwin twin)
    {
        var known = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var call in parsed.GetRequiredValue(_prognosis))
        {
            var parts = call.Split('=');
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) throw new RefusedInputException($"--prognosis '{call}' is no name with its number, such as ECOG=1.");
            if (twin.TumourModel?.Survival?.Covariates is not { } asked || !asked.ContainsKey(parts[0]))
                throw new RefusedInputException($"--prognosis '{parts[0]}' is not asked for; {(twin.TumourModel?.Survival is { } survival ? $"known are {string.Join(", ", survival.Covariates.Keys)}" : "there is no survival model here")}.");
            known[parts[0]] = value;
        }
        return new(parsed.GetValue(_from), parsed.GetValue(_days)) { Draws = parsed.GetValue(_draws), Prognosis = known };
    }
}
