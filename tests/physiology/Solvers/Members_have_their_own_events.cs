using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Tests.Solvers;

public sealed class Members_have_their_own_events
{
    /// <summary>Each with doses of its own size at times of its own, and an infusion that begins and ends.</summary>
    private static readonly Dose[][] Regimens =
    [
        .. Enumerable.Range(0, Lanes.Count).Select(i => (Dose[])
        [
            new(0, 100 + 10 * i, 0), new(1 / 3.0 + i, 50, 0), new(5 + 0.7 * i, 0, 30 + i), new(8 + 0.61 * i, 0, 0), new(13 - i / 7.0, 200, 0),
        ]),
    ];

    private static readonly double[] Hours = [.. Enumerable.Range(1, 47).Select(i => i * 0.5)];

    public static TheoryData<bool, double> Solvers => new() { { false, 1e-9 }, { true, 1e-8 } };

    [Theory, MemberData(nameof(Solvers))]
    public void doses_and_infusions_are_hit_exactly(bool isStiff, double tolerance)
    {
        var (y, samples) = Run(isStiff, tolerance, Regimens, Disposition.Usual, Hours);
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            y.Central[lane].ShouldBe(ClosedForm(lane, 24), 1e4 * tolerance);
            for (var i = 0; i < Hours.Length; i++) samples[i].Central[lane].ShouldBe(ClosedForm(lane, Hours[i]), 1e4 * tolerance);
        }
    }

    [Theory, MemberData(nameof(Solvers))]
    public void a_member_has_the_same_bits_alone_in_company_and_in_any_lane(bool isStiff, double tolerance)
    {
        var (together, sampled) = Run(isStiff, tolerance, Regimens, Disposition.Usual, Hours);
        int[] moved = [5, 0, 7, 2, 1, 6, 4, 3];
        var (elsewhere, _) = Run(isStiff, tolerance, [.. moved.Select(lane => Regimens[lane])], Of(moved), Hours);
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            var (alone, ownSamples) = Run(isStiff, tolerance, [Regimens[lane]], Of([.. Enumerable.Repeat(lane, 8)]), Hours);
            alone.Central[0].ShouldBe(together.Central[lane]);
            elsewhere.Central[Array.IndexOf(moved, lane)].ShouldBe(together.Central[lane]);
            for (var i = 0; i < Hours.Length; i++) ownSamples[i].Central[0].ShouldBe(sampled[i].Central[lane]);
        }
    }

    [Fact]
    public void fixed_steps_hit_them_too()
    {
        var events = new Timetable<Dose, Amounts, Infusion>(Regimens);
        var alone = new Timetable<Dose, Amounts, Infusion>([Regimens[3]]);
        var solver = new FixedSteps<OneCompartment, Amounts, Disposition, Infusion>(0.05);
        var (y, z) = (default(Amounts), default(Amounts));
        var (u, v) = (default(Infusion), default(Infusion));
        solver.Advance(ref y, in Disposition.Usual, ref u, 0, 24, events);
        for (var lane = 0; lane < Lanes.Count; lane++) y.Central[lane].ShouldBe(ClosedForm(lane, 24), 1e-4);
        solver.Advance(ref z, Of([.. Enumerable.Repeat(3, 8)]), ref v, 0, 24, alone);
        z.Central[0].ShouldBe(y.Central[3]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void a_sample_at_the_moment_of_a_dose_is_the_one_before_it(bool isStiff)
    {
        var (y, samples) = Run(isStiff, 1e-6, [[new Dose(2, 100, 0)]], Disposition.Usual, [2, 24]);
        samples[0].Depot[0].ShouldBe(0);
        y.Depot[0].ShouldBe(100 * Math.Exp(-0.9 * 22), 1e-5);
        y.Depot[1].ShouldBe(0);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void what_falls_on_the_end_of_one_call_happens_in_the_next(bool isStiff)
    {
        Dose[] doses = [new(3, 100, 0), new(3, 20, 0)];
        var events = new Timetable<Dose, Amounts, Infusion>([doses]);
        var solver = Solver(isStiff, 1e-9);
        var y = default(Amounts);
        var u = default(Infusion);
        solver.Advance(ref y, in Disposition.Usual, ref u, 0, 3, events);
        y.Depot[0].ShouldBe(0);
        solver.Advance(ref y, in Disposition.Usual, ref u, 3, 4, events);
        y.Depot[0].ShouldBe(120 * Math.Exp(-0.9), 1e-6);
    }

    [Fact]
    public void a_dose_without_a_time_is_refused() =>
        Should.Throw<ArgumentException>(() => new Timetable<Dose, Amounts, Infusion>([[], [new(double.NaN, 1, 0)]])).Message.ShouldContain("member 1");

    [Fact]
    public void sample_times_that_do_not_rise_are_refused()
    {
        var y = default(Amounts);
        Should.Throw<ArgumentException>(() => Solver(false, 1e-6).Advance(ref y, in Disposition.Usual, default, 0, 3, [2, 1], new Amounts[2])).Message.ShouldContain("1");
    }

    internal static AdaptiveSolver<OneCompartment, Amounts, Disposition, Infusion> Solver(bool isStiff, double tolerance) => isStiff
        ? new Rosenbrock4<OneCompartment, Amounts, Disposition, Infusion>(new(tolerance, tolerance))
        : new DormandPrince54<OneCompartment, Amounts, Disposition, Infusion>(new(tolerance, tolerance));

    private static (Amounts End, Amounts[] Samples) Run(bool isStiff, double tolerance, Dose[][] regimens, Disposition p, double[] times)
    {
        var y = default(Amounts);
        var u = default(Infusion);
        var samples = new Amounts[times.Length];
        Solver(isStiff, tolerance).Advance(ref y, in p, ref u, 0, 24, new Timetable<Dose, Amounts, Infusion>(regimens), times, samples);
        return (y, samples);
    }

    private static Disposition Of(int[] lanes) => new()
    {
        Absorption = Lanes.Of([.. lanes.Select(lane => Disposition.Usual.Absorption[lane])]),
        Elimination = Lanes.Of([.. lanes.Select(lane => Disposition.Usual.Elimination[lane])]),
    };

    private static double ClosedForm(int lane, double time)
    {
        var (ka, k, sum) = (Disposition.Usual.Absorption[lane], Disposition.Usual.Elimination[lane], 0.0);
        for (var i = 0; i < Regimens[lane].Length; i++)
        {
            var dose = Regimens[lane].OrderBy(d => d.Time).ElementAt(i);
            var since = time - dose.Time;
            if (since <= 0) break;
            sum += dose.Mg * ka / (ka - k) * (Math.Exp(-k * since) - Math.Exp(-ka * since));
            var until = i + 1 < Regimens[lane].Length ? Regimens[lane].OrderBy(d => d.Time).ElementAt(i + 1).Time : double.PositiveInfinity;
            var infused = Math.Min(since, until - dose.Time);
            sum += dose.MgPerH / k * (1 - Math.Exp(-k * infused)) * Math.Exp(-k * (since - infused));
        }
        return sum;
    }
}
