using TwinGrid.Physiology.Metabolism;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Tests.Metabolism;

/// <summary>Half an hour at 120 beats a minute, from 60 at rest; type 1 diabetes on basal insulin.</summary>
public sealed class Somebody_exercises
{
    private const int Minutes = 30;

    [Fact]
    public void glucose_falls_while_it_lasts()
    {
        var (active, resting) = (Glucose(exercises: true), Glucose(exercises: false));
        (resting[^1] - active[^1]).ShouldBeInRange(3, 40);
        for (var minute = 5; minute <= Minutes; minute++) active[minute].ShouldBeLessThan(active[minute - 1]);
    }

    [Fact]
    public void at_the_same_glucose_insulin_takes_up_more_for_about_ten_hours_after_it()
    {
        UptakeByInsulin(afterHours: 1).ShouldBeInRange(1.3, 1.8);
        (UptakeByInsulin(11) - 1).ShouldBe((UptakeByInsulin(1) - 1) * Math.Exp(-1), 0.02); // ten hours later
        UptakeByInsulin(48).ShouldBe(1, 0.01);
    }

    [Fact]
    public void the_afterglow_fades_with_ten_hours()
    {
        var response = new ExerciseResponse();
        for (var minute = 0; minute < Minutes; minute++) response.Advance(1, 120, 60);
        response.Use.ShouldBe(0.6, 0.01);
        for (var minute = 0; minute < 60; minute++) response.Advance(1, 60, 60);
        var soon = response.Action;
        for (var minute = 0; minute < 600; minute++) response.Advance(1, 60, 60);
        response.Action.ShouldBe(soon * Math.Exp(-1), 0.02 * soon);
    }

    /// <summary>Glucose use that insulin action adds, relative to somebody who rested.</summary>
    private static double UptakeByInsulin(int afterHours)
    {
        var response = new ExerciseResponse();
        for (var minute = 0; minute < Minutes; minute++) response.Advance(1, 120, 60);
        for (var minute = 0; minute < 60 * afterHours; minute++) response.Advance(1, 60, 60);
        return Added(response.Action) / Added(0);

        static double Added(double action) => Use(20, action) - Use(0, action);

        static double Use(double insulinAction, double action)
        {
            var p = UvaPadovaPopulation.Adult.ToParameters();
            var y = UvaPadovaPopulation.Adult.ToBasalState();
            y.X = insulinAction;
            var inputs = new MetabolicInputs { ExerciseAction = action };
            UvaPadova.Derivatives(in y, in p, in inputs, out var change);
            return -change.Gt[0];
        }
    }

    private static double[] Glucose(bool exercises)
    {
        var person = UvaPadovaPopulation.Adult;
        var p = person.ToParameters();
        var y = person.ToBasalState();
        var response = new ExerciseResponse();
        var course = new double[Minutes + 1];
        course[0] = y.PlasmaGlucose(in p)[0];
        for (var minute = 0; minute < Minutes; minute++)
        {
            response.Advance(1, exercises ? 120 : 60, 60);
            var inputs = new MetabolicInputs { Insulin = person.BasalInsulin, ExerciseUse = response.Use, ExerciseAction = response.Action };
            RungeKutta4.Advance<UvaPadova, UvaPadova.State, UvaPadova.Parameters, MetabolicInputs>(ref y, in p, in inputs, 1);
            course[minute + 1] = y.PlasmaGlucose(in p)[0];
        }
        return course;
    }
}
