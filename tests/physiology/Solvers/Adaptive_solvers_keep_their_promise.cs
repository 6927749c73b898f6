using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Physiology.Solvers;
using TwinGrid.Physiology.Tests.Metabolism;

namespace TwinGrid.Physiology.Tests.Solvers;

public sealed class Adaptive_solvers_keep_their_promise
{
    private static readonly Rate Frequencies = new() { Value = 0.5 + 0.5 * Lanes.Numbers };

    [Theory, InlineData(1e-5), InlineData(1e-8)]
    public void each_lane_meets_the_tolerance_by_itself_also_between_steps(double tolerance)
    {
        var solver = new DormandPrince54<Pendulum, Swing, Rate, Nothing>(new(tolerance, tolerance));
        var y = new Swing { Position = 1 };
        double[] times = [.. Enumerable.Range(1, 97).Select(i => i * 0.1)];
        var samples = new Swing[times.Length];
        solver.Advance(ref y, in Frequencies, default, 0, 10, times, samples);
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            y.Position[lane].ShouldBe(Math.Cos(Frequencies.Value[lane] * 10), 50 * tolerance);
            for (var i = 0; i < times.Length; i++)
                samples[i].Position[lane].ShouldBe(Math.Cos(Frequencies.Value[lane] * times[i]), 50 * tolerance);
        }
    }

    [Fact]
    public void a_tenth_of_the_tolerance_costs_the_explicit_pair_few_more_steps()
    {
        Steps(1e-9).ShouldBeInRange((long)(Steps(1e-6) * 2.5), (long)(Steps(1e-6) * 6)); // order 5: 1000^(1/5) = 4

        static long Steps(double tolerance)
        {
            var solver = new DormandPrince54<Pendulum, Swing, Rate, Nothing>(new(tolerance, tolerance));
            var y = new Swing { Position = 1 };
            solver.Advance(ref y, in Frequencies, default, 0, 100);
            return solver.Steps;
        }
    }

    [Fact]
    public void the_stiff_solver_finds_Robertsons_mixture_in_few_steps()
    {
        var solver = new Rosenbrock4<Robertson, Species, Rate, Nothing>(new(1e-7, 1e-11));
        var y = new Species { A = 1 };
        solver.Advance(ref y, new Rate { Value = 0.04 }, default, 0, 40);
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            y.A[lane].ShouldBe(0.7158270687194, 1e-6);
            y.B[lane].ShouldBe(9.185534764557e-6, 1e-10);
            (y.A + y.B + y.C)[lane].ShouldBe(1, 1e-9);
        }
        solver.Steps.ShouldBeLessThan(300);
    }

    [Fact]
    public void the_stiff_solver_is_of_fourth_order()
    {
        var coarse = Error(1e-5);
        var fine = Error(1e-9);
        (coarse.Error / fine.Error).ShouldBeGreaterThan(Math.Pow((double)fine.Steps / coarse.Steps, 3.3));

        static (double Error, long Steps) Error(double tolerance)
        {
            var solver = new Rosenbrock4<Pendulum, Swing, Rate, Nothing>(new(tolerance, tolerance));
            var y = new Swing { Position = 1 };
            solver.Advance(ref y, in Frequencies, default, 0, 10);
            return (Enumerable.Range(0, 8).Max(lane => Math.Abs(y.Position[lane] - Math.Cos(Frequencies.Value[lane] * 10))), solver.Steps);
        }
    }

    [SkippableFact]
    public void both_agree_with_the_fixed_steps_on_a_meal_with_a_bolus()
    {
        var patient = ReferenceTable.PublishedPatients()["adolescent#004"];
        var p = patient.ToParameters();
        var explicitPair = new DormandPrince54<UvaPadova, UvaPadova.State, UvaPadova.Parameters, MetabolicInputs>(new(1e-9, 1e-9));
        var stiff = new Rosenbrock4<UvaPadova, UvaPadova.State, UvaPadova.Parameters, MetabolicInputs>(new(1e-8, 1e-8));
        UvaPadova.State a = patient.ToBasalState(), b = a, c = a;
        for (var minute = 0; minute < 300; minute++)
        {
            var inputs = new MetabolicInputs { Eating = minute < 12 ? 5000 : 0, PerMeal = 1 / 60_000.0, Insulin = patient.BasalInsulin + (minute == 0 ? 500 : 0) };
            explicitPair.Advance(ref a, in p, in inputs, minute, minute + 1);
            stiff.Advance(ref b, in p, in inputs, minute, minute + 1);
            RungeKutta4.Advance<UvaPadova, UvaPadova.State, UvaPadova.Parameters, MetabolicInputs>(ref c, in p, in inputs, 0.05, 20);
        }
        a.SensorGlucose(in p)[0].ShouldBe(c.SensorGlucose(in p)[0], 1e-5);
        b.SensorGlucose(in p)[0].ShouldBe(c.SensorGlucose(in p)[0], 1e-4);
    }

    [Fact]
    public void a_broken_lane_is_told_and_does_not_hold_up_the_others()
    {
        var frequencies = Frequencies.Value.With(3, double.NaN);
        var solver = new DormandPrince54<Pendulum, Swing, Rate, Nothing>(new(1e-8, 1e-8));
        var y = new Swing { Position = 1 };
        solver.Advance(ref y, new Rate { Value = frequencies }, default, 0, 10);
        solver.Lost.ShouldBe(1u << 3);
        for (var lane = 0; lane < Lanes.Count; lane++)
            if (lane != 3) y.Position[lane].ShouldBe(Math.Cos(Frequencies.Value[lane] * 10), 1e-6);
    }

    [Fact]
    public void stepping_allocates_nothing()
    {
        var explicitPair = new DormandPrince54<Pendulum, Swing, Rate, Nothing>(Tolerance.Usual);
        var stiff = new Rosenbrock4<Pendulum, Swing, Rate, Nothing>(Tolerance.Usual);
        var y = new Swing { Position = 1 };
        void Step()
        {
            explicitPair.Advance(ref y, in Frequencies, default, 0, 3);
            stiff.Advance(ref y, in Frequencies, default, 0, 3);
            RungeKutta4.Advance<Pendulum, Swing, Rate, Nothing>(ref y, in Frequencies, default, 0.01, 100);
        }
        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) Step();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
