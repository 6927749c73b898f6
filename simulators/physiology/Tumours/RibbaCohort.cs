using TwinGrid.Physiology.Cohorts;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Tumours;

/// <summary>Many people's gliomas under the same doses at the same times; their sizes (mm).</summary>
public static class RibbaCohort
{
    /// <param name="people">One or more.</param>
    /// <param name="dose">What each dose adds to the drug.</param>
    /// <param name="doseTimes">Rising, months, none before the first record.</param>
    /// <param name="times">Rising times of records, months; the first is the start.</param>
    /// <param name="tolerance">Of each step.</param>
    public static CohortCourse Simulate(IReadOnlyList<RibbaPerson> people, double dose, IReadOnlyList<double> doseTimes, ReadOnlySpan<double> times, Tolerance tolerance)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(doseTimes);
        var course = new CohortCourse(people.Count, times);
        var stretches = Stretch.Between(doseTimes, times);
        var solver = new DormandPrince853<Ribba, Ribba.State, Ribba.Rates, Ribba.Drug>(tolerance);
        var rates = new Aligned<Ribba.Rates>();
        var drug = new Aligned<Ribba.Drug>();
        for (var first = 0; first < people.Count; first += Lanes.Count)
        {
            var eight = new Eight<RibbaPerson>(people, first);
            rates.Value = LanePacking.Pack(eight, Ribba.Of);
            drug.Value = new() { From = times[0] };
            var y = LanePacking.Pack(eight, Ribba.StartOf);
            var rows = course.Rows(first);
            var atStart = Ribba.Figure(in y, in rates.Value);
            CohortCourse.Put(rows, times.Length, 0, atStart);
            solver.Forget();
            foreach (var (from, to, record, records, isDosed) in stretches)
            {
                if (isDosed)
                {
                    ref var u = ref drug.Value;
                    u.Amount = u.Amount * Lanes.Exp(rates.Value.Leaving * (u.From - from)) + dose;
                    u.From = from;
                }
                solver.Advance(ref y, in rates.Value, in drug.Value, from, to, times.Slice(record, records), rows[record..], times.Length);
            }
        }
        return course;
    }
}
