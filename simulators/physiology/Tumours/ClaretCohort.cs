using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Cohorts;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Tumours;

/// <summary>Many people's tumours under the same doses at the same times; their sizes.</summary>
public static class ClaretCohort
{
    /// <summary>By the closed form: between doses the logarithm of the size is a straight line less an exponential.</summary>
    /// <param name="people">One or more.</param>
    /// <param name="dose">What each dose adds to the exposure.</param>
    /// <param name="doseTimes">Rising, days, none before the first record.</param>
    /// <param name="times">Rising times of records, days; the first is the start.</param>
    public static CohortCourse Propagate(IReadOnlyList<ClaretPerson> people, double dose, IReadOnlyList<double> doseTimes, ReadOnlySpan<double> times)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(doseTimes);
        var course = new CohortCourse(people.Count, times);
        var stretches = Stretch.Between(doseTimes, times);
        for (var first = 0; first < people.Count; first += Lanes.Count)
        {
            var eight = new Eight<ClaretPerson>(people, first);
            Propagate(LanePacking.Pack(eight, Claret.Of), SizesOf(eight), dose, stretches, times, course.Rows(first));
        }
        return course;
    }

    /// <inheritdoc cref="Propagate(IReadOnlyList{ClaretPerson}, double, IReadOnlyList{double}, ReadOnlySpan{double})"/>
    /// <summary>By integration of the equations.</summary>
    /// <param name="tolerance">Of each step.</param>
    public static CohortCourse Integrate(IReadOnlyList<ClaretPerson> people, double dose, IReadOnlyList<double> doseTimes, ReadOnlySpan<double> times, Tolerance tolerance)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(doseTimes);
        var course = new CohortCourse(people.Count, times);
        var stretches = Stretch.Between(doseTimes, times);
        var solver = new DormandPrince853<Claret, Claret.State, Claret.Rates, Claret.Nothing>(tolerance);
        var rates = new Aligned<Claret.Rates>();
        for (var first = 0; first < people.Count; first += Lanes.Count)
        {
            var eight = new Eight<ClaretPerson>(people, first);
            rates.Value = LanePacking.Pack(eight, Claret.Of);
            var y = new Claret.State { Size = SizesOf(eight) };
            var rows = course.Rows(first);
            CohortCourse.Put(rows, times.Length, 0, y.Size);
            solver.Forget();
            foreach (var (from, to, record, records, isDosed) in stretches)
            {
                if (isDosed) y.Exposure += dose;
                solver.Advance(ref y, in rates.Value, default, from, to, times.Slice(record, records), rows[record..], times.Length);
            }
        }
        return course;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Propagate(Claret.Rates p, Lanes size, double dose, Stretch[] stretches, ReadOnlySpan<double> times, Span<double> rows)
    {
        var stride = times.Length;
        CohortCourse.Put(rows, stride, 0, size);
        Lanes log = 0, exposure = 0, still = Lanes.Exp(-p.Resistance * times[0]);
        Lanes left = 0, lost = 0, killed = 0;
        var over = double.NaN;
        foreach (var (from, to, record, records, isDosed) in stretches)
        {
            var now = from;
            if (isDosed) exposure += dose;
            for (var k = record; k <= record + records; k++)
            {
                var next = k < record + records ? times[k] : to;
                if (next == now) break;
                var step = next - now;
                if (step != over)
                {
                    over = step;
                    left = Lanes.Exp(-p.Leaving * step);
                    lost = Lanes.Exp(-p.Resistance * step);
                    killed = p.Kill * (1 - left * lost) / (p.Leaving + p.Resistance);
                }
                now = next;
                log += p.Growth * step - killed * exposure * still;
                exposure *= left;
                still *= lost;
                if (k == record + records) break;
                var seen = size * Lanes.Exp(log);
                CohortCourse.Put(rows, stride, k, seen);
            }
        }
    }

    private static Lanes SizesOf(Eight<ClaretPerson> people)
    {
        Lanes sizes = people[0].Size;
        for (var lane = 1; lane < people.Count; lane++) sizes = sizes.With(lane, people[lane].Size);
        return sizes;
    }
}
