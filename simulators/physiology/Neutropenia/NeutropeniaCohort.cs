using TwinGrid.Physiology.Cohorts;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Neutropenia;

/// <summary>Many people get the same infusions at the same times; their neutrophils (10⁹/L).</summary>
public static class NeutropeniaCohort
{
    /// <param name="people">One or more.</param>
    /// <param name="amount">Of each infusion, µmol.</param>
    /// <param name="duration">Of each infusion, h; it ends before the next begins.</param>
    /// <param name="infusionTimes">Rising, h, none before the first record.</param>
    /// <param name="times">Rising times of records, h; at the first everybody is at rest.</param>
    /// <param name="tolerance">Of each step.</param>
    public static CohortCourse Simulate(
        IReadOnlyList<NeutropeniaPerson> people, double amount, double duration, IReadOnlyList<double> infusionTimes, ReadOnlySpan<double> times, Tolerance tolerance)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(duration);
        var course = new CohortCourse(people.Count, times);
        double[] changes = [.. infusionTimes.SelectMany(time => new[] { time, time + duration })];
        var stretches = Stretch.Between(changes, times);
        var solver = new DormandPrince853<Friberg, Friberg.State, Friberg.Rates, DrugCourse>(tolerance);
        var rates = new Aligned<Friberg.Rates>();
        var drug = new Aligned<DrugCourse>();
        for (var first = 0; first < people.Count; first += Lanes.Count)
        {
            var eight = new Eight<NeutropeniaPerson>(people, first);
            (rates.Value, var atRest, var kinetics, var perVolume) = Pack(eight);
            drug.Value = DrugCourse.Empty(kinetics, perVolume);
            var y = new Friberg.State { Proliferating = atRest, Transit1 = atRest, Transit2 = atRest, Transit3 = atRest, Circulating = atRest };
            var rows = course.Rows(first);
            CohortCourse.Put(rows, times.Length, 0, atRest);
            solver.Forget();
            var isInfused = false;
            foreach (var (from, to, record, records, isChange) in stretches)
            {
                if (isChange)
                {
                    drug.Value.Change(from, 0, isInfused ? amount / duration : 0, isInfused ? 0 : amount / duration);
                    isInfused = !isInfused;
                }
                solver.Advance(ref y, in rates.Value, in drug.Value, from, to, times.Slice(record, records), rows[record..], times.Length);
            }
        }
        return course;
    }

    /// <summary>Puts eight people into lanes: the rates of their cells, the cells at rest, the movement of the drug and one over its central volume.</summary>
    public static (Friberg.Rates Rates, Lanes AtRest, LinearKinetics Kinetics, Lanes PerVolume) Pack(IReadOnlyList<NeutropeniaPerson> eight)
    {
        ArgumentNullException.ThrowIfNull(eight);
        var (rates, k) = (LanePacking.Pack(eight, RatesOf), LanePacking.Pack(eight, KineticsOf));
        var atRest = Lanes.Exp(rates.LogRest);
        for (var lane = 0; lane < eight.Count; lane++) atRest = atRest.With(lane, eight[lane].CellsAtRest);
        return (rates, atRest, LinearKinetics.Three(k.K10, k.K12, k.K21, k.K13, k.K31), k.PerVolume);
    }

    private static Friberg.Rates RatesOf(NeutropeniaPerson person) => new()
    {
        Maturation = 4 / person.MeanTransitTime, LogRest = Lanes.Log(person.CellsAtRest), Feedback = person.Feedback, Slope = person.Slope, PerHalf = 1 / person.HalfEffect,
    };

    private static Kinetics KineticsOf(NeutropeniaPerson person) => new()
    {
        K10 = person.Clearance / person.Volume, K12 = person.K12, K21 = person.K21, K13 = person.K13, K31 = person.K31, PerVolume = 1 / person.Volume,
    };

    private struct Kinetics
    {
        public Lanes K10, K12, K21, K13, K31, PerVolume;
    }
}
