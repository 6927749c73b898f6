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

    [Theory, InlineData(false, 5), InlineData(true, 4)]
    public void the_error_falls_by_the_order_of_the_method(bool isStiff, int order)
    {
        var (coarse, fine) = (Error(1e-5), Error(1e-9));
        for (var lane = 0; lane < Lanes.Count; lane++)
            (Math.Log(coarse.Error[lane] / fine.Error[lane]) / Math.Log(fine.Steps[lane] / coarse.Steps[lane])).ShouldBeInRange(order - .35, order + .8);

        (Lanes Error, Lanes Steps) Error(double tolerance)
        {
            AdaptiveSolver<Pendulum, Swing, Rate, Nothing> solver = isStiff
                ? new Rosenbrock4<Pendulum, Swing, Rate, Nothing>(new(tolerance, tolerance))
                : new DormandPrince54<Pendulum, Swing, Rate, Nothing>(new(tolerance, tolerance));
            var y = new Swing { Position = 1 };
            solver.Advance(ref y, in Frequencies, default, 0, 20);
            var error = Lanes.Zero;
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                var (w, angle) = (Frequencies.Value[lane], Frequencies.Value[lane] * 20);
                error = error.With(lane, Math.Sqrt(Math.Pow(y.Position[lane] - Math.Cos(angle), 2) + Math.Pow(y.Velocity[lane] / w + Math.Sin(angle), 2)));
            }
            return (error, solver.Steps);
        }
    }

    [Fact]
    public void a_fast_lane_does_not_make_a_slow_one_take_its_steps()
    {
        var solver = new DormandPrince54<Pendulum, Swing, Rate, Nothing>(new(1e-8, 1e-8));
        var y = new Swing { Position = 1 };
        solver.Advance(ref y, in Frequencies, default, 0, 100);
        solver.Steps[7].ShouldBeGreaterThan(5 * solver.Steps[0]); // eight times the frequency
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
        solver.Steps[0].ShouldBeLessThan(300);
    }

    /// <summary>Reference: Mazzia, Magherini, Test set for initial value problems: the equation with ε = 1e-6 at time 2.</summary>
    [Fact]
    public void the_stiff_solver_follows_van_der_Pols_jumps_also_between_its_steps()
    {
        var solver = new Rosenbrock4<VanDerPol, Swing, Rate, Nothing>(new(1e-6, 1e-6));
        var y = new Swing { Position = 2 };
        double[] times = [.5, 2];
        var samples = new Swing[2];
        solver.Advance(ref y, new Rate { Value = 1e-6 }, default, 0, 2, times, samples);
        y.Position[0].ShouldBe(1.706167732170483, 1e-6);
        y.Velocity[0].ShouldBe(-0.8928097010247975, 1e-6);
        samples[1].Position[0].ShouldBe(y.Position[0], 1e-12);
        // On the slow branch time is ln x − x²/2, up to the small parameter.
        (Math.Log(samples[0].Position[0] / 2) - (Math.Pow(samples[0].Position[0], 2) - 4) / 2).ShouldBe(.5, 1e-4);
        solver.Steps[0].ShouldBeLessThan(1300);
    }

    [Fact]
    public void the_stiff_solver_is_as_good_between_its_steps()
    {
        var solver = new Rosenbrock4<Pendulum, Swing, Rate, Nothing>(new(1e-7, 1e-7));
        var y = new Swing { Position = 1 };
        double[] times = [.. Enumerable.Range(1, 97).Select(i => i * 0.1)];
        var samples = new Swing[times.Length];
        solver.Advance(ref y, in Frequencies, default, 0, 10, times, samples);
        for (var i = 0; i < times.Length; i++)
            for (var lane = 0; lane < Lanes.Count; lane++)
                samples[i].Position[lane].ShouldBe(Math.Cos(Frequencies.Value[lane] * times[i]), 2e-5);
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
    public void stepping_allocates_nothing()
    {
        var explicitPair = new DormandPrince54<OneCompartment, Amounts, Disposition, Infusion>(Tolerance.Usual);
        var stiff = new Rosenbrock4<OneCompartment, Amounts, Disposition, Infusion>(Tolerance.Usual);
        var events = new Timetable<Dose, Amounts, Infusion>([.. Enumerable.Range(0, 8).Select(lane => new Dose[] { new(lane, 100, 0), new(lane + 1.5, 0, 20) })]);
        double[] times = [1, 4, 9];
        var samples = new Amounts[times.Length];
        void Step()
        {
            var (a, b, c) = (default(Amounts), default(Amounts), new Swing { Position = 1 });
            var (u, v) = (default(Infusion), default(Infusion));
            explicitPair.Advance(ref a, in Disposition.Usual, ref u, 0, 12, events, times, samples);
            stiff.Advance(ref b, in Disposition.Usual, ref v, 0, 12, events, times, samples);
            RungeKutta4.Advance<Pendulum, Swing, Rate, Nothing>(ref c, in Frequencies, default, 0.01, 100);
        }
        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) Step();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
