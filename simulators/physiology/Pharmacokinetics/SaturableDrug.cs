using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>A drug whose elimination saturates (Michaelis–Menten), beside a linear part: depot, central and second compartment. Amounts in mg, time in h; the figure is mg/L.</summary>
public readonly struct SaturableDrug : IDrivenModel<SaturableDrug.State, SaturableDrug.Rates, SaturableDrug.Inflow>
{
    public struct State
    {
        public Lanes Depot, Central, Second;
    }

    public struct Rates()
    {
        /// <summary>1/h.</summary>
        public Lanes Absorption = 0, Elimination = 0, Outward = 0, Back = 0;

        /// <summary>Greatest elimination, mg/h, and the amount in the central compartment at which half of it is reached, mg.</summary>
        public Lanes Most = 0, HalfAmount = 1;

        /// <summary>One over the central volume.</summary>
        public Lanes PerVolume = 1;
    }

    /// <summary>Into the central compartment, mg/h.</summary>
    public struct Inflow
    {
        public Lanes Rate;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Derivatives(in State y, in Rates p, in Inflow u, Lanes time, out State dy)
    {
        var absorbed = p.Absorption * y.Depot;
        var exchange = p.Outward * y.Central - p.Back * y.Second;
        dy.Depot = -absorbed;
        dy.Central = absorbed + u.Rate - p.Most * y.Central / (p.HalfAmount + y.Central) - p.Elimination * y.Central - exchange;
        dy.Second = exchange;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Figure(in State y, in Rates p) => y.Central * p.PerVolume;

    /// <summary>The rates by volumes and clearances.</summary>
    /// <param name="p">Linear part; a clearance of 0 where there is none.</param>
    /// <param name="most">mg/h.</param>
    /// <param name="half">Concentration at which half of the greatest elimination is reached, mg/L.</param>
    public static Rates Of(KineticParameters p, Lanes most, Lanes half) => new()
    {
        Absorption = p.Absorption, Elimination = p.Clearance / p.Volume, Outward = p.Exchange / p.Volume, Back = p.Exchange / p.SecondVolume, Most = most, HalfAmount = half * p.Volume,
        PerVolume = 1 / p.Volume,
    };

    /// <summary>Concentrations of eight people under one regimen.</summary>
    /// <param name="rates">Theirs.</param>
    /// <param name="regimen">Without steady-state marks.</param>
    /// <param name="times">Rising, h, after the first dose; where one falls on a dose it is looked at before it.</param>
    /// <param name="tolerance">Of each step.</param>
    /// <returns>For each person a row of concentrations.</returns>
    /// <exception cref="ArgumentException">The regimen begins in a steady state, which a saturable drug has no closed form for.</exception>
    public static double[][] Concentrations(Rates rates, Regimen regimen, ReadOnlySpan<double> times, Tolerance tolerance)
    {
        ArgumentNullException.ThrowIfNull(regimen);
        if (regimen.Doses.Any(dose => dose.IsSteadyState)) throw new ArgumentException("A drug with saturable elimination has no closed form for a steady state: give the doses that lead to it.", nameof(regimen));
        var changes = regimen.Single().SelectMany(dose => dose.Duration > 0
            ? new[] { (dose.Time, dose, Sign: 1), (Time: dose.Time + dose.Duration, dose, Sign: -1) }
            : [(dose.Time, dose, 0)]).OrderBy(change => change.Item1).ToArray();
        var solver = new DormandPrince853<SaturableDrug, State, Rates, Inflow>(tolerance);
        var (p, u, y) = (new Aligned<Rates>(rates), new Aligned<Inflow>(), default(State));
        var figures = new double[Lanes.Count * times.Length];
        var (now, record) = (changes.Length > 0 ? changes[0].Item1 : 0, 0);
        for (var i = 0; i <= changes.Length; i++)
        {
            var to = i < changes.Length ? changes[i].Item1 : Math.Max(now, times.Length > 0 ? times[^1] : now);
            var first = record;
            while (record < times.Length && times[record] <= to) record++;
            if (to > now) solver.Advance(ref y, in p.Value, in u.Value, now, to, times[first..record], figures.AsSpan(first), times.Length);
            now = to;
            if (i == changes.Length) break;
            var (_, dose, sign) = changes[i];
            if (sign != 0) u.Value.Rate += sign * dose.Amount / dose.Duration;
            else if (dose.Route == DoseRoute.Depot) y.Depot += dose.Amount;
            else y.Central += dose.Amount;
        }
        return [.. Enumerable.Range(0, Lanes.Count).Select(lane => figures.AsSpan(lane * (figures.Length / Lanes.Count), figures.Length / Lanes.Count).ToArray())];
    }
}
