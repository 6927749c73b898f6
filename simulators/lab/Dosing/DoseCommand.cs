using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Drugs;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Individualisation;
using TwinGrid.Physiology.Pharmacogenomics;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Lab.Dosing;

/// <summary><c>dose</c>: a patient's own kinetics from measured concentrations, and the dose that reaches a target.</summary>
internal sealed class DoseCommand
{
    private const string Summary = "A patient's own kinetics from measured concentrations (MAP-Bayes), and the next dose for a target.";

    private static readonly string Explanation =
        $"""
        {PatientFile.Help}

        Drugs, and the covariates and genes each needs (sources: twingrid-lab drugs):
        {DrugList}

        The report: random effects and their standard deviations, kinetics (L, L/h) of each occasion, predictions at the measurements. With a target also the amount
        of each next dose, what it reaches and from where to where that lies with 90 % (what is not yet known of the patient, without the assay's error), and whether
        the label gives such doses.

        Examples:
          twingrid-lab dose --drug vancomycin --patient patient.csv --plot course.png
          twingrid-lab dose --drug vancomycin --patient patient.csv --next-at 46 --next-duration 1 --next-interval 24 --next-doses 4 --target-concentration 15 --target-at 142
        """;

    private static string DrugList => string.Join(
        "\n", DrugLibrary.Kinetics.Keys.Select(name => DrugLibrary.All[name]).Select(drug =>
            $"  {drug.Name,-25}  {string.Join(", ", drug.Covariates.Select(known => $"{known.Key}: {known.Value}").Concat(drug.Genes))}".TrimEnd()));

    private readonly Option<string> _drug = new("--drug") { Description = "Which drug.", HelpName = "name", Required = true };
    private readonly Option<string[]> _library = DrugsCommand.Library();
    private readonly Option<string> _patient = new("--patient") { Description = "Doses, concentrations, covariates (CSV).", HelpName = "file", Required = true };
    private readonly Option<string?> _carry = ChoiceOption.Make("--covariates", "Each row's covariates hold from it on (forwards), or since the row before (backwards, as in NONMEM); forwards unless given.", required: false, "forwards", "backwards");
    private readonly Option<double?> _at = NumberOption.Optional<double>("--next-at", "When the next dose is given, h.", -1e6, 1e6);
    private readonly Option<double> _duration = NumberOption.Make("--next-duration", "How long each is infused, h; 0: at once.", 0, 1e4, (double?)0);
    private readonly Option<double> _interval = NumberOption.Make("--next-interval", "From one to the next, h.", .01, 1e4, (double?)24);
    private readonly Option<int> _doses = NumberOption.Make("--next-doses", "How many are given.", 1, 1000, (int?)1);
    private readonly Option<double?> _concentration = NumberOption.Optional<double>("--target-concentration", "mg/L at --target-at.", 1e-9, 1e9);
    private readonly Option<double?> _exposure = NumberOption.Optional<double>("--target-exposure", "Area under the concentration, mg·h/L, over the --target-over hours before --target-at.", 1e-9, 1e9);
    private readonly Option<double?> _targetAt = NumberOption.Optional<double>("--target-at", "When the target is to be reached, h.", -1e6, 1e6);
    private readonly Option<double> _over = NumberOption.Make("--target-over", "Hours that the exposure is taken over.", .01, 1e4, (double?)24);
    private readonly Option<double> _least = NumberOption.Make("--least", "Smallest dose allowed, mg.", 0, 1e9, (double?)0);
    private readonly Option<double> _most = NumberOption.Make("--most", "Greatest dose allowed, mg.", 0, 1e9, (double?)10_000);

    private DoseCommand()
    {
    }

    public static Command Make(Workbench bench)
    {
        var own = new DoseCommand();
        var command = new ExplainedCommand("dose", Summary, Explanation)
        {
            own._drug, own._library, own._patient, own._carry, own._at, own._duration, own._interval, own._doses, own._concentration, own._exposure, own._targetAt, own._over, own._least, own._most,
        };
        var results = ResultOptions.ForReport();
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var drug = DrugsCommand.WithKinetics(DrugsCommand.Known(parsed.GetRequiredValue(own._library)), parsed.GetRequiredValue(own._drug));
            var patient = PatientFile.Read(drug.Genes, parsed.GetRequiredValue(own._patient), parsed.GetValue(own._carry) is "backwards" ? CovariateCarry.Backwards : CovariateCarry.Forwards);
            try
            {
                var estimate = IndividualFit.Find(drug.Kinetics!, patient);
                var (next, given, regimen) = own.Next(parsed, estimate, patient);
                place.WriteReport(new DoseReport(drug, patient, estimate, next, given), () => ChartOf(drug.Name, patient, estimate, regimen));
            }
            catch (Exception wrong) when (wrong is MissingCovariateException or ArgumentException or UnknownGenotypeException)
            {
                throw new RefusedInputException($"'{parsed.GetRequiredValue(own._patient)}': {wrong.Message.Split(" (Parameter")[0]}", wrong);
            }
        });
        return command;
    }

    private (NextDose? Next, Regimen? Given, Regimen Whole) Next(ParseResult parsed, IndividualEstimate estimate, PatientRecord patient)
    {
        var (concentration, exposure) = (parsed.GetValue(_concentration), parsed.GetValue(_exposure));
        if (concentration is null && exposure is null) return (null, null, patient.Regimen);
        if (concentration is not null && exposure is not null) throw new RefusedInputException("--target-concentration and --target-exposure cannot both be reached by one amount: give one.");
        if (parsed.GetValue(_at) is not { } at || parsed.GetValue(_targetAt) is not { } when) throw new RefusedInputException("A target needs --next-at and --target-at.");
        var (least, most) = (parsed.GetValue(_least), parsed.GetValue(_most));
        if (most <= least) throw new RefusedInputException($"--most is {most} mg, but must be more than --least, {least} mg.");
        var doses = new Dose(at, 1000, parsed.GetValue(_duration), parsed.GetValue(_interval), parsed.GetValue(_doses) - 1);
        var next = concentration is { } wanted
            ? NextDose.ForConcentration(estimate, patient.Regimen, new(doses), when, wanted, least, most)
            : NextDose.ForExposure(estimate, patient.Regimen, new(doses), when - parsed.GetValue(_over), when, exposure!.Value, least, most);
        var given = doses with { Amount = next.Amount };
        return (next, new(given), patient.Regimen.With(given));
    }

    private static Chart ChartOf(string drug, PatientRecord patient, IndividualEstimate estimate, Regimen regimen)
    {
        const int Points = 600;
        const double Quantile95 = 1.645;
        var (first, last) = (regimen.Single()[0].Time, Math.Max(regimen.Single()[^1].Time, patient.Measurements.Select(m => m.Time).DefaultIfEmpty(0).Max()) + 24);
        double[] times = [.. Enumerable.Range(0, Points + 1).Select(i => first + (last - first) * i / Points)];
        var course = estimate.Predict(regimen, times);
        double[] Quantile(int sign) => [.. course.Concentrations.Select((c, k) => c > 0 ? c * Math.Exp(sign * Quantile95 * Math.Sqrt(Math.Max(course.Covariance[k, k], 0)) / c) : 0)];
        return new Chart($"{drug}: this patient", "time (h)", "concentration (mg/L)")
            .Band("90 % of what is not known", times, Quantile(-1), Quantile(1)).Line("most probable", times, [.. course.Concentrations])
            .Points("measured", [.. patient.Measurements.Select(m => m.Time)], [.. patient.Measurements.Select(m => m.Concentration)]);
    }
}
