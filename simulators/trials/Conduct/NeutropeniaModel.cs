using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Solvers;
using TwinGrid.Trials.Populations;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Conduct;

/// <summary>Blood cells under cytotoxic doses (Friberg's structure), eight patients at a time; the next dose may wait for them and be smaller after a deep fall.</summary>
internal sealed class NeutropeniaModel : TrialModel
{
    private const int Count = 0, Nadir = 1, Grade4 = 2, Grade4Days = 3, Intensity = 4;
    private const double HoursPerDay = 24, DocetaxelGramPerMol = 807.88;

    /// <summary>Of each step: a hundredth of what counts should keep, as in the workload <c>fri</c>.</summary>
    private static readonly Tolerance OfSteps = new(1e-8, 1e-10);

    private static readonly double ClearanceSpread = Math.Sqrt(.09), RestSpread = Spread(.42), TransitSpread = Spread(.16), SlopeSpread = Spread(.39);

    private readonly double[] _times;

    /// <param name="isLibrary">Whether the drug's own model is taken from the library; else docetaxel as in the workload <c>fri</c>.</param>
    /// <param name="days">How far cells are followed.</param>
    /// <param name="recordHours">From one record to the next.</param>
    public NeutropeniaModel(bool isLibrary, double days, double recordHours)
    {
        (IsLibrary, Days) = (isLibrary, days);
        _times = [.. Enumerable.Range(0, (int)Math.Floor(HoursPerDay * days / recordHours + 1e-9) + 1).Select(i => i * recordHours)];
    }

    /// <summary>Whether the drug's own model is taken from the library.</summary>
    public bool IsLibrary { get; }

    /// <summary>How far cells are followed.</summary>
    public double Days { get; }

    public override double FollowedDays => Days;

    public override bool CanStopTreatment => true;

    public override IReadOnlyList<Measure> Measures { get; } =
    [
        new("count", "10⁹/L", true, true, true), new("nadir", "10⁹/L", false, false, true), new("grade4", "", false, false, false), new("grade4Days", "days", false, false, false),
        new("doseIntensity", "", false, false, true),
    ];

    public override IReadOnlyList<string> Events { get; } = ["grade4"];

    public override IReadOnlyList<string> AdverseEvents { get; } = ["neutropenia"];

    public override string? Fault(TrialProtocol protocol, Arm arm)
    {
        if (arm.Drug is not { } drug) return "Blood cells fall under a drug: it needs one, with a regimen.";
        if (arm.Regimen is not { } regimen) return "A drug needs a regimen.";
        if (regimen.Doses.Any(dose => dose.Route == DoseRoute.Depot || dose.IsSteadyState)) return "Blood cells are followed under doses into the blood, from the first one on: neither oral nor steady.";
        if (regimen.Single()[^1].Time >= HoursPerDay * Days) return ProtocolReader.Invariant($"The last dose, at {regimen.Single()[^1].Time} h, lies after the {Days} days that cells are followed.");
        if (!IsLibrary) return drug.Name == "docetaxel" ? null : $"The parameters friberg-2002 are those of docetaxel, not of {drug.Name}; parameters: library takes the drug's own.";
        if (drug.Cells.Count == 0) return $"Of {drug.Name} no effect on blood cells is carried.";
        return DoseCheck.Missing(protocol.Population, drug.Name, drug.Cells[0].Covariates, drug.Cells[0].Genes);
    }

    public override IReadOnlyList<string> Sources(TrialProtocol protocol) => IsLibrary
        ? [.. protocol.Arms.Select(arm => arm.Drug!.Cells[0]).DistinctBy(cells => cells.Source, StringComparer.Ordinal).Select(cells => $"{cells.Kind}: {cells.Source}; found in {cells.Validity}.")]
        : ["Neutrophils under docetaxel: structure of Friberg, Henningsson, Maas, Nguyen, Karlsson, J Clin Oncol 20:4713, 2002, with a linear effect; kinetics over three compartments."];

    public override void Run(Cohort cohort)
    {
        var cells = new CellEnsemble(OfSteps);
        var rows = new double[Lanes.Count * _times.Length];
        var lanes = new int[Lanes.Count];
        for (var first = 0; first < cohort.Count; first += Lanes.Count)
        {
            var people = lanes.AsSpan(0, Math.Min(Lanes.Count, cohort.Count - first));
            for (var lane = 0; lane < people.Length; lane++) people[lane] = first + lane;
            var (toMicromoles, scale) = IsLibrary ? StartLibrary(cells, cohort, people) : StartFriberg(cells, cohort, people);
            for (var lane = 0; lane < Lanes.Count; lane++) rows[lane * _times.Length] = cells.Circulating[lane];
            new Dosing(cohort, first, people.Length, cells, _times, rows, toMicromoles, scale).Run();
            for (var lane = 0; lane < people.Length; lane++) Tell(cohort, first + lane, rows.AsSpan(lane * _times.Length, _times.Length));
        }
    }

    private static (double ToMicromoles, Lanes Scale) StartFriberg(CellEnsemble cells, Cohort cohort, ReadOnlySpan<int> people)
    {
        var eight = new NeutropeniaPerson[people.Length];
        Lanes scale = 1;
        for (var lane = 0; lane < eight.Length; lane++)
        {
            var patient = cohort.Patients[people[lane]];
            eight[lane] = new()
            {
                Clearance = 35.6 * Math.Exp(ClearanceSpread * cohort.Noise.Normal(patient, 0, Streams.Effects)), CellsAtRest = 5.05 * Math.Exp(RestSpread * cohort.Noise.Normal(patient, 1, Streams.Effects)),
                MeanTransitTime = 88.7 * Math.Exp(TransitSpread * cohort.Noise.Normal(patient, 2, Streams.Effects)), Slope = 8.58 * Math.Exp(SlopeSpread * cohort.Noise.Normal(patient, 3, Streams.Effects)),
            };
            if (cohort.Arm.Per != DosePer.Patient) scale = scale.With(lane, cohort.Arm.Scale(cohort.Known(people[lane])));
        }
        var (rates, atRest, kinetics, perVolume) = NeutropeniaCohort.Pack(eight);
        cells.Start(in rates, atRest, kinetics, perVolume, 0);
        return (1000 / DocetaxelGramPerMol, scale);
    }

    private static (double ToMicromoles, Lanes Scale) StartLibrary(CellEnsemble cells, Cohort cohort, ReadOnlySpan<int> people)
    {
        var (model, scale) = (cohort.Arm.Drug!.Cells[0], Lanes.One);
        var effects = new PatientEffects(cohort, people, model.Kinetics.Covariance, model.Covariance);
        var kinetic = model.Kinetics.Covariance.GetLength(0);
        var (between, own) = (effects.Values[..kinetic], effects.Values[kinetic..]);
        var onOccasion = new Lanes[model.Kinetics.OccasionCovariance.GetLength(0)];
        int[] lanes = [.. Enumerable.Range(0, people.Length)];
        var known = people.ToArray().Select(cohort.Known).ToArray();
        var p = LanePacking.Pack(lanes, lane => model.Kinetics.Parameters(between, onOccasion, known[lane]));
        var blood = LanePacking.Pack(lanes, lane => model.Parameters(own, known[lane]));
        for (var lane = 0; lane < lanes.Length; lane++) scale = scale.With(lane, cohort.Arm.Scale(known[lane]));
        cells.Start(blood, p.Kinetics(model.Kinetics.Compartments), 1 / p.Volume, 0);
        return (1000 / model.MolarMass, scale);
    }

    private void Tell(Cohort cohort, int patient, ReadOnlySpan<double> counts)
    {
        var seen = _times.Length;
        var leaves = cohort.Leaves[patient] * HoursPerDay;
        while (seen > 1 && _times[seen - 1] > leaves) seen--;
        var (least, deep, first) = (counts[0], 0, -1);
        for (var k = 0; k < seen; k++)
        {
            least = Math.Min(least, counts[k]);
            if (!(counts[k] < Myelotoxicity.Grade4)) continue;
            deep++;
            if (first < 0) first = k;
        }
        cohort.Whole(patient, Nadir) = least;
        cohort.Whole(patient, Grade4) = deep > 0 ? 1 : 0;
        cohort.Whole(patient, Grade4Days) = deep * (_times[1] - _times[0]) / HoursPerDay;
        if (first >= 0) cohort.Event(patient, 0) = _times[first] / HoursPerDay;
        cohort.Grades[patient] = (byte)(least < Myelotoxicity.Grade4 ? 4 : least < 1 ? 3 : least < 1.5 ? 2 : least < 2 ? 1 : 0);
        cohort.Baseline(patient, Count) = counts[0];
        for (var visit = 0; visit < cohort.Protocol.Visits.Count; visit++)
        {
            var hours = cohort.VisitDay(patient, visit) * HoursPerDay;
            if (!(hours <= _times[^1])) continue;
            var (below, part) = ((int)(hours / _times[1]), hours / _times[1] - Math.Floor(hours / _times[1]));
            cohort.At(patient, Count, visit) = below + 1 < counts.Length ? counts[below] + part * (counts[below + 1] - counts[below]) : counts[below];
        }
    }

    private static double Spread(double variation) => Math.Sqrt(Math.Log(1 + variation * variation));

    /// <summary>Gives eight patients their doses.</summary>
    private sealed class Dosing(Cohort cohort, int first, int people, CellEnsemble cells, double[] times, double[] rows, double toMicromoles, Lanes scale)
    {
        private int _record = 1;

        public void Run()
        {
            var doses = cohort.Arm.Regimen!.Single();
            if (cohort.Arm.Adaptation is { } rule) Adapt(doses, rule);
            else Plan(doses);
            To(times[^1]);
        }

        /// <summary>Doses when they are planned.</summary>
        private void Plan(IReadOnlyList<Dose> doses)
        {
            for (var k = 0; k < doses.Count; k++)
            {
                Lanes taken = 0;
                for (var lane = 0; lane < people; lane++) taken = taken.With(lane, Offer(lane, k, doses[k].Time) ? 1 : 0);
                Give(doses[k], doses[k].Time, taken * scale);
            }
            for (var lane = 0; lane < people; lane++)
                cohort.Whole(first + lane, Intensity) = cohort.DosesPlanned[first + lane] > 0 ? (double)cohort.DosesTaken[first + lane] / doses.Count : 0;
        }

        /// <summary>Each dose as long after the last one as planned, but not before the cells are back, and smaller after a deep fall.</summary>
        private void Adapt(IReadOnlyList<Dose> doses, DoseAdaptation rule)
        {
            var (next, reductions, seen) = (new int[people], new int[people], new int[people]);
            var (due, given) = (new double[people], new double[people]);
            Array.Fill(due, doses[0].Time);
            var planned = doses.Sum(dose => dose.Amount);
            for (var look = doses[0].Time; look < times[^1] - 1e-9; look += HoursPerDay * rule.LookDays)
            {
                To(look);
                for (var place = 0; place < doses.Count; place++)
                {
                    // Patients whose next dose is this one, in its order: they may be at different doses of the regimen.
                    Lanes factors = 0;
                    for (var lane = 0; lane < people; lane++)
                    {
                        if (next[lane] != place || look < due[lane] - 1e-6 || (place > 0 && cells.Circulating[lane] < rule.HoldBelow)) continue;
                        var deep = DeepDays(lane, seen[lane]);
                        if (place > 0 && deep > rule.StopAfterDays)
                        {
                            due[lane] = double.PositiveInfinity;
                            continue;
                        }
                        if (deep > rule.Grade4Days && reductions[lane] < rule.MostReductions && place > 0) reductions[lane]++;
                        seen[lane] = _record;
                        if (Offer(lane, place, look))
                        {
                            var factor = Math.Pow(rule.Factor, reductions[lane]);
                            given[lane] += factor * doses[place].Amount;
                            factors = factors.With(lane, factor);
                        }
                        next[lane] = -place - 1;
                        due[lane] = place + 1 < doses.Count ? look + doses[place + 1].Time - doses[place].Time : double.PositiveInfinity;
                    }
                    if (Lanes.Any(factors > 0)) Begin(doses[place], factors * scale);
                }
                for (var lane = 0; lane < people; lane++)
                    if (next[lane] < 0) next[lane] = -next[lane];
                End(look);
            }
            for (var lane = 0; lane < people; lane++) cohort.Whole(first + lane, Intensity) = given[lane] / planned;
        }

        private readonly List<(double At, Lanes Rate)> _ends = [];

        private void Begin(Dose dose, Lanes factors)
        {
            var amount = dose.Amount * toMicromoles * factors;
            if (!(dose.Duration > 0))
            {
                cells.Give(amount, 0);
                return;
            }
            cells.Give(0, amount / dose.Duration);
            _ends.Add((dose.Duration, -1 * amount / dose.Duration));
        }

        private void End(double from)
        {
            foreach (var (after, rate) in _ends.OrderBy(end => end.At))
            {
                To(from + after);
                cells.Give(0, rate);
            }
            _ends.Clear();
        }

        private void Give(Dose dose, double time, Lanes factors)
        {
            To(time);
            if (!Lanes.Any(factors > 0)) return;
            Begin(dose, factors);
            End(time);
        }

        private bool Offer(int lane, int dose, double time)
        {
            var patient = first + lane;
            if (time >= cohort.TreatedUntil(patient) * HoursPerDay) return false;
            cohort.DosesPlanned[patient]++;
            if (!cohort.IsTaken(patient, dose)) return false;
            cohort.DosesTaken[patient]++;
            return true;
        }

        private double DeepDays(int lane, int since)
        {
            var deep = 0;
            for (var k = since; k < _record; k++) deep += rows[lane * times.Length + k] < Myelotoxicity.Grade4 ? 1 : 0;
            return deep * (times[1] - times[0]) / HoursPerDay;
        }

        private void To(double time)
        {
            var from = _record;
            while (_record < times.Length && times[_record] <= time) _record++;
            cells.Advance(time, times.AsSpan(from, _record - from), rows.AsSpan(Math.Min(from, rows.Length)), times.Length);
        }
    }
}
