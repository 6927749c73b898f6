using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Cohorts;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>Many people swallow the same doses at the same times; their plasma concentrations (mg/L).</summary>
public static class TwoCompartmentCohort
{
    /// <summary>By integration of the equations.</summary>
    /// <param name="people">One or more.</param>
    /// <param name="doseMg">Swallowed at each time.</param>
    /// <param name="doseTimes">Rising, h.</param>
    /// <param name="times">Rising times of records, h; the first is the start, before which nothing was swallowed.</param>
    /// <param name="tolerance">Of each step.</param>
    public static CohortCourse Integrate(IReadOnlyList<TwoCompartmentPerson> people, double doseMg, IReadOnlyList<double> doseTimes, ReadOnlySpan<double> times, Tolerance tolerance)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(doseTimes);
        var course = new CohortCourse(people.Count, times);
        var stretches = Stretch.Between(doseTimes, times);
        var solver = new DormandPrince853<TwoCompartmentOral, TwoCompartmentOral.State, TwoCompartmentOral.Rates, TwoCompartmentOral.Nothing>(tolerance);
        var rates = new Aligned<TwoCompartmentOral.Rates>();
        for (var first = 0; first < people.Count; first += Lanes.Count)
        {
            rates.Value = Pack(people, first);
            var y = default(TwoCompartmentOral.State);
            var rows = course.Rows(first);
            CohortCourse.Put(rows, times.Length, 0, 0);
            solver.Forget();
            foreach (var (from, to, record, records, isDosed) in stretches)
            {
                if (isDosed) y.Depot += doseMg;
                solver.Advance(ref y, in rates.Value, default, from, to, times.Slice(record, records), rows[record..], times.Length);
            }
        }
        return course;
    }

    /// <inheritdoc cref="Integrate"/>
    /// <summary>By the exact propagator from record to record and dose to dose.</summary>
    public static CohortCourse Propagate(IReadOnlyList<TwoCompartmentPerson> people, double doseMg, IReadOnlyList<double> doseTimes, ReadOnlySpan<double> times)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(doseTimes);
        var course = new CohortCourse(people.Count, times);
        var stretches = Stretch.Between(doseTimes, times);
        for (var first = 0; first < people.Count; first += Lanes.Count)
            Propagate(Pack(people, first), doseMg, stretches, times, course.Rows(first));
        return course;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Propagate(TwoCompartmentOral.Rates p, double doseMg, Stretch[] stretches, ReadOnlySpan<double> times, Span<double> rows)
    {
        var stride = times.Length;
        CohortCourse.Put(rows, stride, 0, 0);
        var kinetics = LinearKinetics.Two(p.Elimination, p.Outward, p.Back);
        // The state is kept as concentrations, so that what is recorded is there.
        Lanes dose = doseMg * p.PerVolume, depot = 0, central = 0, peripheral = 0;
        var over = double.NaN;
        var step = default(Propagator);
        foreach (var (from, to, record, records, isDosed) in stretches)
        {
            var now = from;
            if (isDosed) depot += dose;
            for (var k = record; k <= record + records; k++)
            {
                var next = k < record + records ? times[k] : to;
                if (next == now) break;
                if (next - now != over) step = kinetics.Over(over = next - now, p.Absorption);
                now = next;
                var inside = central;
                central = Lanes.MultiplyAdd(step.M11, central, Lanes.MultiplyAdd(step.M12, peripheral, step.Depot1 * depot));
                peripheral = Lanes.MultiplyAdd(step.M22, peripheral, Lanes.MultiplyAdd(step.M21, inside, step.Depot2 * depot));
                depot *= step.DepotLeft;
                if (k == record + records) break;
                CohortCourse.Put(rows, stride, k, central);
            }
        }
    }

    private static TwoCompartmentOral.Rates Pack(IReadOnlyList<TwoCompartmentPerson> people, int first)
    {
        Span<double> clearance = stackalloc double[Lanes.Count], central = stackalloc double[Lanes.Count], exchange = stackalloc double[Lanes.Count];
        Span<double> peripheral = stackalloc double[Lanes.Count], absorption = stackalloc double[Lanes.Count];
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            var person = people[first + lane < people.Count ? first + lane : first];
            (clearance[lane], central[lane], exchange[lane], peripheral[lane], absorption[lane]) =
                (person.Clearance, person.CentralVolume, person.Exchange, person.PeripheralVolume, person.Absorption);
        }
        return TwoCompartmentOral.Of(Lanes.Of(clearance), Lanes.Of(central), Lanes.Of(exchange), Lanes.Of(peripheral), Lanes.Of(absorption));
    }
}
