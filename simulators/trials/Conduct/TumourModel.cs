using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Tumours;
using TwinGrid.Trials.Populations;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Conduct;

/// <summary>Where tumours' answers come from.</summary>
internal enum TumourSource
{
    /// <summary>A drug of the library, by its doses.</summary>
    Library = 0,

    /// <summary>Claret 2014: constant treatment that loses its effect, drawn from the population.</summary>
    Claret2014 = 1,

    /// <summary>The time until the tumour grows again, as each arm says it is spread, and the size at the start.</summary>
    TimeToGrowth = 2,

    /// <summary>Claret 2009 with growth, kill and resistance as each arm says them, in weeks, under the dose of each week.</summary>
    Weekly = 3,
}

/// <summary>A tumour's size (sum of longest diameters) under treatment, RECIST at visits, and survival from the tumour's answer.</summary>
internal sealed class TumourModel : TrialModel
{
    /// <summary>What arms say: a factor on the kill; how the time to growth is spread: its median and the standard deviation of log(days + 100).</summary>
    public const string Kill = "kill", Median = "timeToGrowth", Spread = "timeToGrowthSpread";

    /// <summary>What arms say of <see cref="TumourSource.Weekly"/>: rates per week, the kill per unit of a week's dose; the grams in that unit.</summary>
    public const string Growth = "growth", Resistance = "resistance", GramsPerUnit = "gramsPerUnit";

    private const int Size = 0, BestChange = 1, Response = 2, ConfirmedResponse = 3, TimeToGrowth = 4, Progression = 0, Death = 1;
    private const double MostTurnDays = 730, HoursPerDay = 24, ShiftDays = 100, MostSizeMm = 2000, ShortestDays = 1e-3 - ShiftDays;

    /// <summary>Where numbers come from.</summary>
    public required TumourSource Source { get; init; }

    /// <summary>Of a drug with several: which; null: the first.</summary>
    public string? Tumour { get; init; }

    /// <summary>How long patients live; null: it is not followed.</summary>
    public SurvivalLink? Survival { get; init; }

    /// <summary>Size at the start where the source has none, mm.</summary>
    public Formula? Baseline { get; init; }

    /// <summary>Of <see cref="TumourSource.Weekly"/>: standard deviations of the logarithms of growth, kill and resistance, and of a measured size, mm.</summary>
    public (double Growth, double Kill, double Resistance, double SizeMm) Spreads { get; init; }

    /// <summary>Whether doses end when progression is seen.</summary>
    public bool StopsAtProgression { get; init; }

    /// <summary>Whether sizes carry the error of measurement.</summary>
    public bool IsMeasured { get; init; }

    public override bool CanStopTreatment => Source is TumourSource.Library or TumourSource.Weekly;

    public override IReadOnlyList<Measure> Measures { get; } =
    [
        new("size", "mm", true, true, false), new("bestChange", "", false, false, false), new("response", "", false, false, true),
        new("confirmedResponse", "", false, false, true), new("timeToGrowth", "days", false, false, true),
    ];

    public override IReadOnlyList<string> Events => Survival is null ? ["progression"] : ["progression", "death"];

    public override IReadOnlyList<string> ArmEffects => Source switch { TumourSource.Claret2014 => [Kill], TumourSource.TimeToGrowth => [Median, Spread], TumourSource.Weekly => [Growth, Kill, Resistance, GramsPerUnit], _ => [] };

    public override bool ConstantEffects => Source == TumourSource.Weekly;

    public override string? Fault(TrialProtocol protocol, Arm arm)
    {
        if (protocol.Visits.Count == 0 && protocol.Endpoints.FirstOrDefault(endpoint => endpoint.Of.Any(of => of is "progression" or "bestChange" or "response" or "confirmedResponse")) is { } unseen)
            return $"'{unseen.Name}' needs visits: progression and response are seen at them.";
        if (Source == TumourSource.TimeToGrowth && !(arm.Effects.ContainsKey(Median) && arm.Effects.ContainsKey(Spread))) return $"It needs {Median} (days, the median) and {Spread} (the standard deviation of log(days + 100)).";
        if (Source is TumourSource.Claret2014 or TumourSource.TimeToGrowth) return null;
        if (Source == TumourSource.Weekly && new[] { Growth, Kill, Resistance }.FirstOrDefault(name => !arm.Effects.ContainsKey(name)) is { } lacks) return $"It has no '{lacks}' (per week).";
        if (arm.Drug is null) return Source == TumourSource.Weekly || protocol.Arms.Any(other => other.Drug is not null) ? null : "A tumour's model is a drug's: one arm needs one.";
        if (Find(arm) is not { } tumour) return arm.Drug.Tumours.Count == 0 ? $"Of {arm.Drug.Name} no effect on tumours is carried." : $"Of {arm.Drug.Name} no effect on '{Tumour}' is carried; there are {string.Join(", ", arm.Drug.Tumours.Select(known => known.Name))}.";
        if (tumour.Exposure == TumourExposure.Cycle && protocol.Population.CohortQuery is not null) return $"The effect of {arm.Drug.Name} on '{tumour.Name}' goes by the area under the patient's own concentration, which is not followed in the grid's own patients: ask one patient's treatment instead.";
        if (tumour.Exposure == TumourExposure.Cycle && arm.Drug.Kinetics is null) return $"The effect of {arm.Drug.Name} on '{tumour.Name}' goes by the area under its concentration, of which nothing is carried.";
        if (tumour.Exposure == TumourExposure.Cycle && DoseCheck.Missing(protocol.Population, arm.Drug.Name, arm.Drug.Covariates, arm.Drug.Genes) is { } missing) return missing;
        if (arm.Regimen is not { } regimen) return "A drug needs a regimen.";
        if (regimen.Doses.Any(dose => dose.IsSteadyState)) return "Tumours are followed from the first dose on: a steady state from before is not possible.";
        if (!tumour.HasBase && Baseline is null) return $"The model of {tumour.Name} has no size at the start: model.baselineMm gives it.";
        return DoseCheck.Missing(protocol.Population, arm.Drug.Name, tumour.Covariates, []);
    }

    public override IReadOnlyList<string> Sources(TrialProtocol protocol) =>
    [
        .. Source == TumourSource.Library
            ? protocol.Arms.Where(arm => arm.Drug is not null).Select(arm => Find(arm)!).DistinctBy(tumour => tumour.Source, StringComparer.Ordinal).Select(tumour => $"Tumour ({tumour.Name}): {tumour.Source}; found in {tumour.Validity}.")
            : Source == TumourSource.Weekly ? ["Tumour: structure of Claret, Girard, Hoff, et al., J Clin Oncol 27:4103, 2009; numbers as the protocol says."]
            : ["Tumour: Claret, Lu, Bruno, et al., Clin Pharmacol Ther 95:446, 2014."],
        .. Source != TumourSource.Library ? [] : protocol.Arms.Where(arm => arm.Drug is not null && Find(arm) is { Exposure: TumourExposure.Cycle }).Select(arm => arm.Drug!).DistinctBy(drug => drug.Name, StringComparer.Ordinal)
            .Select(drug => $"Area under the concentration of {drug.Name}: {drug.Kinetics!.Source}; found in {drug.Validity}."),
        .. Survival is { } link ? new[] { $"Survival: {link.Source}." } : [],
    ];

    public override void Run(Cohort cohort)
    {
        if (Source is TumourSource.Library or TumourSource.Weekly) RunCourses(cohort);
        else
            for (var i = 0; i < cohort.Count; i++)
                if (Source == TumourSource.Claret2014) RunClaret(cohort, i);
                else RunTimeToGrowth(cohort, i);
    }

    private void RunClaret(Cohort cohort, int i)
    {
        var answer = TumourSurvival.Answer.Draw(cohort.Noise, cohort.Patients[i], Streams.Effects);
        if (Baseline is not null) answer = answer with { SizeMm = Baseline.Of(cohort.Variables[i]) };
        if (cohort.Arm.Effects.TryGetValue(Kill, out var kill)) answer = answer with { Kill = answer.Kill * kill.Of(cohort.Variables[i]) };
        Tell(cohort, i, answer.SizeMm, answer.At, answer.TimeToGrowth, TumourSurvival.SizeError);
    }

    private void RunTimeToGrowth(Cohort cohort, int i)
    {
        var (variables, arm) = (cohort.Variables[i], cohort.Arm);
        var days = (arm.Effects[Median].Of(variables) + ShiftDays) * Math.Exp(arm.Effects[Spread].Of(variables) * cohort.Noise.Normal(cohort.Patients[i], 0, Streams.Effects)) - ShiftDays;
        var size = Baseline?.Of(variables) ?? TumourSurvival.Answer.Draw(cohort.Noise, cohort.Patients[i], Streams.Effects).SizeMm;
        cohort.Baseline(i, Size) = size;
        cohort.Whole(i, TimeToGrowth) = days;
        Live(cohort, i, size, double.NaN, days);
    }

    private void RunCourses(Cohort cohort)
    {
        var arm = cohort.Arm;
        var tumour = Find(arm) ?? cohort.Protocol.Arms.Select(Find).OfType<TumourResponse>().First();
        var doses = arm.Regimen?.Single() ?? [];
        var isTimed = Survival is { UsesTime: true } || cohort.Protocol.Endpoints.Any(endpoint => endpoint.Of.Contains("timeToGrowth", StringComparer.Ordinal));
        int[] people = new int[Lanes.Count], lanes = [.. Enumerable.Range(0, Lanes.Count)];
        for (var first = 0; first < cohort.Count; first += Lanes.Count)
        {
            var count = Math.Min(Lanes.Count, cohort.Count - first);
            for (var lane = 0; lane < count; lane++) people[lane] = first + lane;
            var known = people.AsSpan(0, count).ToArray().Select(cohort.Known).ToArray();
            var kinetics = tumour.Exposure == TumourExposure.Cycle ? arm.Drug?.Kinetics : null;
            var effects = kinetics is null ? new PatientEffects(cohort, people.AsSpan(0, count), tumour.Covariance).Values : new PatientEffects(cohort, people.AsSpan(0, count), tumour.Covariance, kinetics.Covariance).Values;
            var (mine, areas) = (effects[..tumour.Covariance.GetLength(0)], kinetics is null ? Lanes.One : AreaPerAmount(kinetics, lanes[..count], effects[tumour.Covariance.GetLength(0)..], known));
            var own = tumour with { Parameters = (random, _) => Packed(tumour, lanes[..count], random.ToArray(), known) };
            Lanes sizes = 1;
            for (var lane = 0; lane < count; lane++) sizes = sizes.With(lane, Baseline?.Of(cohort.Variables[first + lane]) ?? 1);
            var given = new (double Time, Lanes Amount)[doses.Count];
            for (var k = 0; k < given.Length; k++)
            {
                Lanes amount = 0;
                for (var lane = 0; lane < count; lane++)
                {
                    var patient = first + lane;
                    if (doses[k].Time >= cohort.TreatedUntil(patient) * HoursPerDay) continue;
                    cohort.DosesPlanned[patient]++;
                    if (!cohort.IsTaken(patient, k)) continue;
                    cohort.DosesTaken[patient]++;
                    amount = amount.With(lane, doses[k].Amount * arm.Scale(known[lane]) * areas[lane]);
                }
                given[k] = (doses[k].Time, amount);
            }
            var course = new LibraryCourse(own, given, known[0], mine, sizes, tumour.HasBase && Baseline is null);
            for (var lane = 0; lane < count; lane++)
            {
                var place = lane;
                if (StopsAtProgression && Progressed(cohort, first + lane, course, lane) is { } day) course.StopAfter(lane, day * HoursPerDay);
                var turns = isTimed ? course.TurnsAt(lane, MostTurnDays) : double.NaN;
                Tell(cohort, first + lane, course.At(lane, 0), time => course.At(place, time), turns, tumour.Error.Additive);
            }
        }
    }

    /// <summary>Area under the concentration of a unit of drug in each patient, h/L: one over the clearance, between occasions the typical one.</summary>
    private static Lanes AreaPerAmount(DrugModel kinetics, int[] lanes, Lanes[] effects, Covariates[] known)
    {
        var onOccasion = new Lanes[kinetics.OccasionCovariance.GetLength(0)];
        return 1 / LanePacking.Pack(lanes, lane => kinetics.Parameters(effects, onOccasion, known[lane])).Clearance;
    }

    private static TumourParameters Packed(TumourResponse tumour, int[] lanes, Lanes[] effects, Covariates[] known) => LanePacking.Pack(lanes, lane => tumour.Parameters(effects, known[lane]));

    private double? Progressed(Cohort cohort, int patient, LibraryCourse course, int lane)
    {
        var least = course.At(lane, 0);
        for (var visit = 0; visit < cohort.Protocol.Visits.Count; visit++)
        {
            var day = cohort.VisitDay(patient, visit);
            if (double.IsNaN(day)) break;
            var size = Seen(cohort, patient, visit, course.At(lane, day), Find(cohort.Arm)?.Error.Additive ?? 0);
            if (Recist.Answer(Math.Max(course.At(lane, 0), 1e-6), least, size) == TumourAnswer.Progressive) return day;
            least = Math.Min(least, size);
        }
        return null;
    }

    /// <summary>What a visit measures. The models grow exponentially: beyond what a body holds they are not followed.</summary>
    private double Seen(Cohort cohort, int patient, int visit, double size, double error) =>
        Math.Clamp(IsMeasured ? size + error * cohort.Noise.Normal(cohort.Patients[patient], visit, Streams.Error) : size, 0, MostSizeMm);

    /// <summary>Tells what visits saw, and how long the patient lives.</summary>
    private void Tell(Cohort cohort, int patient, double baseline, Func<double, double> sizeAt, double timeToGrowth, double error)
    {
        cohort.Baseline(patient, Size) = baseline;
        cohort.Whole(patient, TimeToGrowth) = timeToGrowth;
        var dies = Live(cohort, patient, baseline, Survival is { AnswerDays: > 0 } link ? sizeAt(link.AnswerDays) / baseline - 1 : double.NaN, timeToGrowth);
        if (Survival?.Follows(cohort.Variables[patient]) == false) return;
        var (least, best, hasAny) = (baseline, double.PositiveInfinity, false);
        var (responded, isConfirmed) = (false, false);
        for (var visit = 0; visit < cohort.Protocol.Visits.Count; visit++)
        {
            var day = cohort.VisitDay(patient, visit);
            if (!(day < dies)) continue;
            var size = Seen(cohort, patient, visit, sizeAt(day), error);
            cohort.At(patient, Size, visit) = size;
            if (double.IsPositiveInfinity(cohort.Event(patient, Progression)))
            {
                (best, hasAny) = (Math.Min(best, size), true);
                var answer = Recist.Answer(baseline, least, size);
                if (answer == TumourAnswer.Progressive) cohort.Event(patient, Progression) = day;
                var responds = answer is TumourAnswer.Partial or TumourAnswer.Complete;
                (responded, isConfirmed) = (responds, isConfirmed || (responded && responds));
            }
            least = Math.Min(least, size);
        }
        if (!hasAny) return;
        cohort.Whole(patient, BestChange) = best / baseline - 1;
        cohort.Whole(patient, Response) = Recist.Answer(baseline, best, best) is TumourAnswer.Partial or TumourAnswer.Complete ? 1 : 0;
        cohort.Whole(patient, ConfirmedResponse) = isConfirmed ? 1 : 0;
    }

    private double Live(Cohort cohort, int patient, double size, double change, double timeToGrowth)
    {
        if (Survival is null) return double.PositiveInfinity;
        var (mean, spread) = Survival.LogDays(cohort.Variables[patient], size, change, Math.Max(timeToGrowth, ShortestDays));
        return cohort.Event(patient, Death) = Math.Exp(mean + spread * cohort.Noise.Normal(cohort.Patients[patient], 0, Streams.Survival));
    }

    private TumourResponse Written(Arm arm)
    {
        double Rate(string name) => arm.Effects[name].Of([]);
        double growth = Rate(Growth), kill = Rate(Kill), resistance = Rate(Resistance);
        return new()
        {
            Name = arm.Name, Source = "the protocol", Validity = "as the protocol says", Exposure = TumourExposure.Weekly, AmountPerUnit = 1000 * (arm.Effects.TryGetValue(GramsPerUnit, out var grams) ? grams.Of([]) : 1),
            Leaving = 0, DaysPerUnit = 7, Covariance = DrugModel.Diagonal(Spreads.Growth * Spreads.Growth, Spreads.Kill * Spreads.Kill, Spreads.Resistance * Spreads.Resistance),
            Error = new(Spreads.SizeMm, 0), HasBase = false,
            Parameters = (effects, _) => new() { Growth = growth * Lanes.Exp(effects[0]), Kill = kill * Lanes.Exp(effects[1]), Resistance = resistance * Lanes.Exp(effects[2]) },
        };
    }

    private TumourResponse? Find(Arm arm) => Source == TumourSource.Weekly ? Written(arm) : arm.Drug is not { } drug ? null : Tumour is null && drug.Tumours.Count > 0 ? drug.Tumours[0] : drug.Tumours.FirstOrDefault(tumour => tumour.Name == Tumour);
}
