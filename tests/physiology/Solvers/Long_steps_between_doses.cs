using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Tests.Solvers;

public sealed class Long_steps_between_doses
{
    private static readonly Rate Frequencies = new() { Value = 0.5 + 0.5 * Lanes.Numbers };
    private static readonly double[] Times = [.. Enumerable.Range(1, 97).Select(i => i * 0.1)];

    [Theory, InlineData(1e-5), InlineData(1e-8), InlineData(1e-11)]
    public void each_lane_meets_the_tolerance_by_itself_also_between_steps(double tolerance)
    {
        var (positions, _) = Swing(tolerance, Frequencies);
        for (var lane = 0; lane < Lanes.Count; lane++)
            for (var i = 0; i < Times.Length; i++)
                positions[lane * Times.Length + i].ShouldBe(Math.Cos(Frequencies.Value[lane] * Times[i]), 50 * tolerance);
    }

    [Fact]
    public void the_error_falls_at_least_as_fast_as_the_continuous_extension_promises()
    {
        var (coarse, fine) = (Worst(1e-4), Worst(1e-11));
        for (var lane = 0; lane < Lanes.Count; lane++)
            (Math.Log(coarse.Errors[lane] / fine.Errors[lane]) / Math.Log(fine.Steps[lane] / coarse.Steps[lane])).ShouldBeInRange(6.8, 12);

        static (double[] Errors, Lanes Steps) Worst(double tolerance)
        {
            var (positions, steps) = Swing(tolerance, Frequencies);
            return ([.. Enumerable.Range(0, Lanes.Count).Select(lane =>
                Times.Select((time, i) => Math.Abs(positions[lane * Times.Length + i] - Math.Cos(Frequencies.Value[lane] * time))).Max())], steps);
        }
    }

    [Fact]
    public void a_member_alone_and_in_company_ends_in_the_same_bits()
    {
        var (together, _) = Swing(1e-7, Frequencies);
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            var (alone, _) = Swing(1e-7, new() { Value = Frequencies.Value[lane] });
            for (var i = 0; i < Times.Length; i++)
                BitConverter.DoubleToInt64Bits(alone[i]).ShouldBe(BitConverter.DoubleToInt64Bits(together[lane * Times.Length + i]));
        }
    }

    [Fact]
    public void a_member_that_leaves_the_finite_numbers_is_not_a_number_and_takes_nobody_along()
    {
        var solver = new DormandPrince853<Explosion, Amount, Rate, Nothing>(new(1e-7, 1e-9));
        var y = new Amount { Value = 1 };
        var rates = new Rate { Value = Lanes.Numbers * 0.2 }; // y′ = r·y²: beyond all bounds at 1/r
        var figures = new double[Lanes.Count * 2];
        solver.Advance(ref y, in rates, default, 0, 2, [1, 2], figures, 2);
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            var r = 0.2 * lane;
            if (r * 2 < 1) figures[lane * 2 + 1].ShouldBe(1 / (1 - 2 * r), 1e-5);
            else figures[lane * 2 + 1].ShouldBe(double.NaN);
            if (r < .99) figures[lane * 2].ShouldBe(1 / (1 - r), 1e-5);
        }
    }

    [Fact]
    public void the_logarithm_and_the_exponential_undo_each_other()
    {
        for (var x = 1e-300; x < 1e300; x *= 7.3)
        {
            var log = Lanes.Log(x)[0];
            log.ShouldBe(Math.Log(x), 1e-15 * Math.Abs(Math.Log(x)) + 1e-16);
            Lanes.Exp(log)[0].ShouldBe(x, 1e-13 * x);
        }
        Lanes.Log(0)[0].ShouldBe(double.NaN);
        Lanes.Log(-1)[0].ShouldBe(double.NaN);
        Lanes.Log(double.PositiveInfinity)[0].ShouldBe(double.NaN);
    }

    private static (double[] Positions, Lanes Steps) Swing(double tolerance, Rate frequencies)
    {
        var solver = new DormandPrince853<DrivenPendulum, Swing, Rate, Nothing>(new(tolerance, tolerance));
        var y = new Swing { Position = 1 };
        var positions = new double[Lanes.Count * Times.Length];
        solver.Advance(ref y, in frequencies, default, 0, 10, Times, positions, Times.Length);
        return (positions, solver.Steps);
    }

    internal struct Amount
    {
        public Lanes Value;
    }

    private readonly struct DrivenPendulum : IDrivenModel<Swing, Rate, Nothing>
    {
        public static void Derivatives(in Swing y, in Rate p, in Nothing u, Lanes time, out Swing dy) => Pendulum.Derivatives(in y, in p, in u, out dy);

        public static Lanes Figure(in Swing y, in Rate p) => y.Position;
    }

    private readonly struct Explosion : IDrivenModel<Amount, Rate, Nothing>
    {
        public static void Derivatives(in Amount y, in Rate p, in Nothing u, Lanes time, out Amount dy) => dy.Value = p.Value * y.Value * y.Value;

        public static Lanes Figure(in Amount y, in Rate p) => y.Value;
    }
}
