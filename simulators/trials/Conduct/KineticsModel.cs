using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Conduct;

/// <summary>Concentrations under a regimen, which may be titrated to a target.</summary>
/// <param name="least">Of the target, mg/L.</param>
/// <param name="most">Of the target, mg/L.</param>
internal sealed class KineticsModel(double least, double most) : TrialModel
{
    private const int Concentration = 0, InTarget = 1, Area = 2, LastFactor = 3;
    private const double HoursPerDay = 24;

    public override bool CanStopTreatment => true;

    public override IReadOnlyList<Measure> Measures { get; } =
    [
        new("concentration", "mg/L", true, false, true), new("inTarget", "", false, false, true), new("area", "mg·h/L", false, false, true), new("doseFactor", "", false, false, true),
    ];

    public override string? Fault(TrialProtocol protocol, Arm arm)
    {
        if (protocol.Visits.Count == 0) return "Concentrations are measured at visits; there are none.";
        if (arm.Drug is not { } drug) return "Concentrations need a drug, with a regimen.";
        if (drug.Kinetics is null) return $"{drug.Name} has no kinetics of its own.";
        if (arm.Regimen is not { } regimen) return "A drug needs a regimen.";
        if (regimen.Doses.Any(dose => dose.IsSteadyState) && (arm.Titration is not null || arm.Adherence < 1)) return "A steady state from before cannot be titrated, nor missed: give the doses from the first one on.";
        return DoseCheck.Missing(protocol.Population, drug.Name, drug.Covariates, drug.Genes);
    }

    public override IReadOnlyList<string> Sources(TrialProtocol protocol) =>
        [.. protocol.Arms.Select(arm => arm.Drug!).DistinctBy(drug => drug.Name, StringComparer.Ordinal).Select(drug => $"Kinetics of {drug.Name}: {drug.Kinetics!.Source}; found in {drug.Validity}.")];

    public override void Run(Cohort cohort)
    {
        var model = cohort.Arm.Drug!.Kinetics!;
        // Where doses begin at times of the patient's own, events would come in another order in each lane.
        var together = HasOwnTimes(cohort, model) ? 1 : Lanes.Count;
        for (var first = 0; first < cohort.Count; first += together) Follow(cohort, model, first, Math.Min(together, cohort.Count - first));
    }

    private static bool HasOwnTimes(Cohort cohort, DrugModel model)
    {
        if (cohort.Count == 0) return false;
        var effects = new Lanes[model.Covariance.GetLength(0)];
        Array.Fill(effects, Lanes.Numbers * .1);
        var p = model.Parameters(effects, new Lanes[model.OccasionCovariance.GetLength(0)], cohort.Known(0));
        return Lanes.Any(Lanes.Abs(p.Lag - p.Lag[0]) > 0) || Lanes.Any(Lanes.Abs(p.AbsorptionDuration - p.AbsorptionDuration[0]) > 0);
    }

    private void Follow(Cohort cohort, DrugModel model, int first, int count)
    {
        var (arm, protocol) = (cohort.Arm, cohort.Protocol);
        int[] people = [.. Enumerable.Range(first, count)], lanes = [.. Enumerable.Range(0, count)];
        var known = people.Select(cohort.Known).ToArray();
        var effects = new PatientEffects(cohort, people, model.Covariance, model.OccasionCovariance).Values;
        var own = model with { Parameters = (between, onOccasion, _) => Packed(model, lanes, between.ToArray(), onOccasion.ToArray(), known) };
        var doses = arm.Regimen!.Single();
        var factors = new Lanes[doses.Count];
        for (var k = 0; k < doses.Count; k++)
            for (var lane = 0; lane < count; lane++)
            {
                var patient = first + lane;
                if (doses[k].Time >= cohort.TreatedUntil(patient) * HoursPerDay) continue;
                cohort.DosesPlanned[patient]++;
                if (!cohort.IsTaken(patient, k)) continue;
                cohort.DosesTaken[patient]++;
                factors[k] = factors[k].With(lane, arm.Scale(known[lane]));
            }
        var changes = Titrated(own, effects, arm, doses, factors);
        // Every patient has visit days of his own: each is looked at in all lanes, and told for one.
        var looks = new SortedSet<double>();
        for (var lane = 0; lane < count; lane++)
            for (var visit = 0; visit < protocol.Visits.Count; visit++)
                if (!double.IsNaN(cohort.VisitDay(first + lane, visit))) looks.Add(cohort.VisitDay(first + lane, visit) * HoursPerDay);
        double[] times = [.. looks];
        var (seen, areas) = (new Lanes[times.Length], new Lanes[times.Length]);
        Look(own, effects, arm.Regimen!, times, factors, seen, areas);
        for (var lane = 0; lane < count; lane++)
        {
            var (patient, hits, visits) = (first + lane, 0, 0);
            for (var visit = 0; visit < protocol.Visits.Count; visit++)
            {
                if (double.IsNaN(cohort.VisitDay(patient, visit))) continue;
                var at = Array.BinarySearch(times, cohort.VisitDay(patient, visit) * HoursPerDay);
                var concentration = seen[at][lane];
                cohort.At(patient, Concentration, visit) = concentration;
                visits++;
                if (concentration >= least && concentration <= most) hits++;
                cohort.Whole(patient, Area) = areas[at][lane];
            }
            if (visits > 0) cohort.Whole(patient, InTarget) = (double)hits / visits;
            cohort.Whole(patient, LastFactor) = changes[lane];
        }
    }

    /// <summary>Changes the factors as the rule says, look by look, and tells what the last dose was multiplied with.</summary>
    private static Lanes Titrated(DrugModel model, Lanes[] effects, Arm arm, IReadOnlyList<Dose> doses, Lanes[] factors)
    {
        Lanes changes = 1;
        if (arm.Titration is not { } rule) return changes;
        var (seen, areas) = (new Lanes[1], new Lanes[1]);
        for (var look = 0; look < rule.Looks; look++)
        {
            var time = rule.From + look * rule.Every;
            Look(model, effects, arm.Regimen!, [time], factors, seen, areas);
            var change = Lanes.Select(seen[0] < rule.Below, rule.Growth, Lanes.Select(seen[0] > rule.Above, rule.Shrinkage, 1));
            changes *= change;
            for (var k = 0; k < doses.Count; k++)
                if (doses[k].Time >= time) factors[k] = Lanes.Min(factors[k] * change, Math.Max(rule.Most, 0) / Math.Max(doses[k].Amount, double.Epsilon));
        }
        return changes;
    }

    private static void Look(DrugModel model, Lanes[] effects, Regimen regimen, double[] times, Lanes[] factors, Lanes[] seen, Lanes[] areas) =>
        new KineticCourse(model, new() { Regimen = regimen, Measurements = [.. times.Select(time => new Measurement(time, double.NaN))] }).Run(effects, seen, areas, factors);

    private static KineticParameters Packed(DrugModel model, int[] lanes, Lanes[] between, Lanes[] onOccasion, Covariates[] known) =>
        LanePacking.Pack(lanes, lane => model.Parameters(between, onOccasion, known[lane]));
}
