using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>
/// The adaptive explicit Runge–Kutta method of order 8 of Dormand and Prince with its continuous extension of order 7, for smooth models
/// that are not stiff: long steps between doses, records wherever they are wanted.
/// </summary>
/// <remarks>
/// <para>Hairer, Nørsett, Wanner, Solving ODEs I, 2nd ed., II.5, II.6 and II.10 (DOP853): method, error estimate, coefficients.</para>
/// <para>Made for cohorts whose members share the times of their doses: a call goes from one dose to the next, each lane by its own steps, and who arrives
/// early waits. No lane looks at another. The step that was good after the last start is the first to be tried after the next one.
/// Allocates nothing while it steps; not thread safe.</para>
/// </remarks>
/// <param name="tolerance">Met by every step of every lane by itself.</param>
public sealed partial class DormandPrince853<TModel, TState, TParameters, TInputs>(Tolerance tolerance)
    where TModel : IDrivenModel<TState, TParameters, TInputs>
    where TState : struct
    where TParameters : struct
    where TInputs : struct
{
    private const double MostShrink = 1.0 / 3, MostGrowth = 6, FirstShare = .01, Shortest = 1e-13, Tiny = 1e-300;

    private readonly Aligned<Work> _work = new();
    private Lanes _first, _steps;
    private long _rounds;

    /// <summary>Steps that each member has taken since the solver was made.</summary>
    public Lanes Steps => _steps;

    /// <summary>Rounds of eight that were tried since the solver was made.</summary>
    public long Rounds => _rounds;

    private static int N
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => StateLanes.Size<TState>();
    }

    /// <summary>Forgets the steps of those before: other members follow.</summary>
    public void Forget() => _first = 0;

    /// <summary>Carries all members from one time to another and records their figures.</summary>
    /// <param name="y">State, changed in place; a member that leaves the finite numbers ends as not-a-number, and so do its figures from there.</param>
    /// <param name="p">Parameters.</param>
    /// <param name="u">Inputs, which hold over the whole call.</param>
    /// <param name="from">Start.</param>
    /// <param name="to">End, not before the start.</param>
    /// <param name="times">Rising times after the start and not after the end at which the figure is recorded.</param>
    /// <param name="figures">Room for the figures: that of member i at times[k] goes to i·stride + k.</param>
    /// <param name="stride">Numbers from one member's row to the next one's.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public void Advance(ref TState y, in TParameters p, in TInputs u, double from, double to, ReadOnlySpan<double> times, Span<double> figures, int stride)
    {
        Check(from, to, times, figures.Length, stride);
        ref var w = ref _work.Value;
        w.Y = y;
        Lanes time = from, step = Lanes.Select(_first > 0, _first, (to - from) * FirstShare);
        var isFirst = Lanes.One > 0;
        Span<int> next = stackalloc int[Lanes.Count];
        next.Clear();
        TModel.Derivatives(in w.Y, in p, in u, time, out w.K1);
        for (var active = time < to; Lanes.Any(active); active = time < to)
        {
            _rounds++;
            var rest = to - time;
            var lands = step * (1 + 1e-9) >= rest;
            // Two halves rather than a long step and a scrap.
            var h = Lanes.Select(lands, rest, Lanes.Select(2 * step > rest, .5 * rest, step));
            h = Lanes.Select(active, h, 0);
            Try(in p, in u, time, h);
            var squared = SquaredError(h);
            var good = active & (squared <= 1);
            var factor = Lanes.Select(squared >= 0, Lanes.Clamp(Wished(squared), MostShrink, MostGrowth), MostShrink);
            var end = Lanes.Select(lands, to, time + h);
            if (times.Length > 0) Record(in p, in u, good, time, h, end, times, next, figures, stride);
            var wished = h * factor;
            _first = Lanes.Select(isFirst & good & (wished > 0), wished, _first);
            isFirst &= ~good;
            // A step cut short by the end says little of how long it could have been.
            step = Lanes.Select(active & ~(good & (wished < step) & (factor >= 1)), wished, step);
            var hopeless = active & ~good & (step < Shortest * Lanes.Max(Lanes.Abs(time), to - from));
            for (var i = 0; i < N; i++)
            {
                At(ref w.Y, i) = Lanes.Select(good, At(ref w.Next, i), At(ref w.Y, i));
                At(ref w.K1, i) = Lanes.Select(good, At(ref w.K13, i), At(ref w.K1, i));
            }
            time = Lanes.Select(good, end, time);
            _steps += Lanes.Select(good, 1, 0);
            if (!Lanes.Any(hopeless)) continue;
            time = Lanes.Select(hopeless, to, time);
            GiveUp(hopeless, next, times.Length, figures, stride);
        }
        y = w.Y;
    }

    /// <summary>The eighth root of one over the error, with a little safety.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Wished(Lanes squared) => Lanes.InverseRoot16(squared) * .85;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Lanes SquaredError(Lanes h)
    {
        ref var w = ref _work.Value;
        Lanes fifth = 0, third = 0;
        for (var i = 0; i < N; i++)
        {
            var size = Lanes.Max(Lanes.Abs(At(ref w.Y, i)), Lanes.Abs(At(ref w.Next, i)));
            var scale = 1 / Lanes.MultiplyAdd(tolerance.Relative, size, tolerance.Absolute);
            Lanes k1 = At(ref w.K1, i), k9 = At(ref w.K9, i), k12 = At(ref w.K12, i);
            var five = Lanes.MultiplyAdd(E1, k1, E6 * At(ref w.K6, i));
            five = Lanes.MultiplyAdd(E7, At(ref w.K7, i), five);
            five = Lanes.MultiplyAdd(E8, At(ref w.K8, i), five);
            five = Lanes.MultiplyAdd(E9, k9, five);
            five = Lanes.MultiplyAdd(E10, At(ref w.K10, i), five);
            five = Lanes.MultiplyAdd(E11, At(ref w.K11, i), five);
            five = Lanes.MultiplyAdd(E12, k12, five) * scale;
            var three = Lanes.MultiplyAdd(-G1, k1, At(ref w.Slope, i));
            three = Lanes.MultiplyAdd(-G9, k9, three);
            three = Lanes.MultiplyAdd(-G12, k12, three) * scale;
            fifth = Lanes.MultiplyAdd(five, five, fifth);
            third = Lanes.MultiplyAdd(three, three, third);
        }
        var hFifth = h * fifth;
        return hFifth * hFifth / (N * Lanes.MultiplyAdd(.01, third, fifth) + Tiny);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private void Record(in TParameters p, in TInputs u, Lanes who, Lanes time, Lanes h, Lanes end, ReadOnlySpan<double> times, Span<int> next, Span<double> figures, int stride)
    {
        var lanes = Lanes.Bits(who);
        var isPrepared = false;
        ref var w = ref _work.Value;
        var perStep = 1 / h;
        Span<double> due = stackalloc double[Lanes.Count];
        while (true)
        {
            for (var lane = 0; lane < Lanes.Count; lane++) due[lane] = next[lane] < times.Length ? times[next[lane]] : double.PositiveInfinity;
            var moment = Lanes.Of(due);
            var wanted = Lanes.Bits(moment <= end) & lanes;
            if (wanted == 0) return;
            if (!isPrepared) Prepare(in p, in u, time, h);
            isPrepared = true;
            var share = (moment - time) * perStep;
            var left = 1 - share;
            var value = Lanes.MultiplyAdd(share, w.R8, w.R7);
            value = Lanes.MultiplyAdd(left, value, w.R6);
            value = Lanes.MultiplyAdd(share, value, w.R5);
            value = Lanes.MultiplyAdd(left, value, w.R4);
            value = Lanes.MultiplyAdd(share, value, w.R3);
            value = Lanes.MultiplyAdd(left, value, w.R2);
            value = Lanes.MultiplyAdd(share, value, w.R1);
            value.CopyTo(due);
            for (var lane = 0; lane < Lanes.Count; lane++)
                if ((wanted >> lane & 1) != 0) figures[lane * stride + next[lane]++] = due[lane];
        }
    }

    private void GiveUp(Lanes who, Span<int> next, int times, Span<double> figures, int stride)
    {
        ref var w = ref _work.Value;
        for (var i = 0; i < N; i++) At(ref w.Y, i) = Lanes.Select(who, double.NaN, At(ref w.Y, i));
        for (var lane = 0; lane < Lanes.Count; lane++)
            if ((Lanes.Bits(who) >> lane & 1) != 0) figures.Slice(lane * stride + next[lane], times - next[lane]).Fill(double.NaN);
    }

    private static void Check(double from, double to, ReadOnlySpan<double> times, int room, int stride)
    {
        if (!double.IsFinite(from) || !double.IsFinite(to) || to < from)
            throw new ArgumentOutOfRangeException(nameof(to), to, $"The end must be a finite time, not before the start {from}.");
        if (times.Length > 0 && room < (Lanes.Count - 1) * stride + times.Length)
            throw new ArgumentException($"{times.Length} figures of eight members do not fit into room for {room} with rows of {stride}.", nameof(stride));
        var last = from;
        foreach (var time in times)
        {
            if (!(time > last && time <= to)) throw new ArgumentException($"Times rise from after the start {from} to the end {to}; {time} does not.", nameof(times));
            last = time;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Lanes At(ref TState state, int i) => ref Unsafe.Add(ref Unsafe.As<TState, Lanes>(ref state), i);

    [StructLayout(LayoutKind.Sequential)]
    private struct Work
    {
        public TState Y, Next, Slope, Stage, K1, K2, K3, K4, K5, K6, K7, K8, K9, K10, K11, K12, K13, K14, K15, K16;
        public Lanes R1, R2, R3, R4, R5, R6, R7, R8;
    }
}
