using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Tests.Solvers;

public sealed class A_member_leaves_the_finite_numbers
{
    [Fact]
    public void it_is_named_with_time_and_state_and_its_neighbours_go_on_unharmed()
    {
        var healthy = UvaPadovaPopulation.Adult;
        var ill = Enumerable.Range(0, 8).Select(lane => lane == 5 ? healthy with { Km0 = double.NaN } : healthy).ToArray();
        var p = LanePacking.Pack(ill, patient => patient.ToParameters());
        var clean = healthy.ToParameters();
        var y = healthy.ToBasalState();
        var alone = y;
        var inputs = new MetabolicInputs { Insulin = healthy.BasalInsulin };
        RungeKutta4.Advance<UvaPadova, UvaPadova.State, UvaPadova.Parameters, MetabolicInputs>(ref y, in p, in inputs, 1, 30);
        RungeKutta4.Advance<UvaPadova, UvaPadova.State, UvaPadova.Parameters, MetabolicInputs>(ref alone, in clean, in inputs, 1, 30);

        var report = Should.Throw<NotFiniteException>(() => NonFinite.ThrowIfAny(ref y, 30));
        report.Lane.ShouldBe(5);
        report.Time.ShouldBe(30);
        report.State.Count.ShouldBe(13);
        for (var lane = 0; lane < 8; lane++)
            if (lane != 5) y.Gp[lane].ShouldBe(alone.Gp[lane]);
    }

    /// <summary>A pole: y′ = y² from 1/(1 + lane) leaves the numbers at time 1 + lane.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void an_adaptive_solver_reports_it_and_the_others_arrive_with_the_same_bits(bool isStiff)
    {
        var start = 1 / (1 + Lanes.Numbers);
        var broken = start.With(6, double.NaN);
        double[] times = [0.5, 4.25];
        var (alone, company) = (new Growth[2], new Growth[2]);
        var few = Solver();
        var y = new Growth { Size = start };
        few.Advance(ref y, default, default, 0, 4.5, times, alone);
        var solver = Solver();
        var z = new Growth { Size = broken };
        solver.Advance(ref z, default, default, 0, 4.5, times, company);

        solver.Lost.Select(lost => lost.Lane).ShouldBe([6, 0, 1, 2, 3], ignoreOrder: true);
        foreach (var lost in solver.Lost.Where(lost => lost.Lane != 6))
        {
            lost.Time.ShouldBe(1 + lost.Lane, 1e-3);
            lost.State.Single().ShouldBeGreaterThan(1e3);
            z.Size[lost.Lane].ShouldBe(double.NaN);
        }
        solver.Lost.Single(lost => lost.Lane == 6).ToString().ShouldContain("NotFinite");
        foreach (var lane in new[] { 4, 5, 7 })
        {
            z.Size[lane].ShouldBe(y.Size[lane]);
            z.Size[lane].ShouldBe(1 / (lane + 1 - 4.5), 1e-3 * z.Size[lane]);
            company[1].Size[lane].ShouldBe(alone[1].Size[lane]);
        }
        company[0].Size[0].ShouldBe(2, 1e-4);
        company[1].Size[0].ShouldBe(double.NaN);

        AdaptiveSolver<Explosion, Growth, Nothing, Nothing> Solver() => isStiff
            ? new Rosenbrock4<Explosion, Growth, Nothing, Nothing>(new(1e-6, 1e-6))
            : new DormandPrince54<Explosion, Growth, Nothing, Nothing>(new(1e-6, 1e-6));
    }

    [Fact]
    public void a_matrix_that_is_no_number_does_not_choose_its_neighbours_pivots()
    {
        // Each needs its rows exchanged, or it divides by zero; the second is not a number.
        Lanes[] matrix = [0, -2, 1, -1, 0, 0, 3, 1, 0];
        var hurt = Array.ConvertAll(matrix, entry => entry.With(1, double.NaN));
        Lanes[] right = [1, 2, 3], beside = [1, 2, 3];
        var factors = new BatchedFactorisation(3);
        factors.Factor(matrix, 0);
        factors.Solve(right);
        factors.Factor(hurt, 0);
        factors.Solve(beside);
        for (var i = 0; i < 3; i++)
        {
            beside[i][0].ShouldBe(right[i][0]);
            beside[i][1].ShouldBe(double.NaN);
        }
        // −A·x = b
        (2 * right[1] - right[2])[0].ShouldBe(1, 1e-14);
        right[0][0].ShouldBe(2, 1e-14);
        (-3 * right[0] - right[1])[0].ShouldBe(3, 1e-14);
    }
}

internal struct Growth
{
    public Lanes Size;
}

/// <summary>y′ = y².</summary>
internal readonly struct Explosion : IOdeModel<Growth, Nothing, Nothing>
{
    public static void Derivatives(in Growth y, in Nothing p, in Nothing u, out Growth dy) => dy.Size = y.Size * y.Size;
}
