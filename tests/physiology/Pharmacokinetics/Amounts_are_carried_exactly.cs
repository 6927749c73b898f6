using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Tests.Pharmacokinetics;

/// <summary>Beside the series of the matrix exponential, summed over a thousand short stretches.</summary>
public sealed class Amounts_are_carried_exactly
{
    public static TheoryData<string, double, double, double, double, double, double> Bodies => new()
    {
        { "one compartment", .1, 0, 0, 0, 0, 1 },
        { "absorbed as fast as eliminated", .1, 0, 0, 0, 0, .1 },
        { "absorbed nearly as fast as eliminated", .1, 0, 0, 0, 0, .1000003 },
        { "two compartments", .1, .2, .1, 0, 0, 1 },
        { "two compartments, nothing eliminated", 0, .2, .1, 0, 0, 1 },
        { "three compartments", 4.28, 1.07, 1.74, 1.28, .0787, .9 },
        { "three compartments, the outer ones alike", .3, .2, .15, .4, .15, .5 },
        { "three compartments, one nearly cut off", .3, .2, .15, 1e-9, .05, .5 },
        { "three compartments, nothing eliminated", 0, .2, .15, .4, .05, .5 },
    };

    [Theory, MemberData(nameof(Bodies))]
    public void what_is_in_depot_and_compartments_after_any_time(string body, double k10, double k12, double k21, double k13, double k31, double ka)
    {
        var kinetics = k13 > 0 ? LinearKinetics.Three(k10, k12, k21, k13, k31) : k12 > 0 ? LinearKinetics.Two(k10, k12, k21) : LinearKinetics.One(k10);
        var rates = Matrix<double>.Build.DenseOfArray(new[,]
        {
            { -ka, 0, 0, 0, 0 },
            { ka, -(k10 + k12 + k13), k21, k31, 1 },
            { 0, k12, -k21, 0, 0 },
            { 0, k13, 0, -k31, 0 },
            { 0, 0, 0, 0, 0 },
        });
        foreach (var duration in new[] { .001, .3, 4, 50 })
        {
            var expected = Exponential(rates * duration) * Vector<double>.Build.DenseOfArray([100, 20, k12 > 0 ? 7 : 0, k13 > 0 ? 3 : 0, 2.5]);
            var y = new CompartmentAmounts { Depot = 100, Central = 20, Second = k12 > 0 ? 7 : 0, Third = k13 > 0 ? 3 : 0 };
            kinetics.Over(duration, ka).Carry(ref y, 2.5);
            double[] found = [y.Depot[3], y.Central[3], y.Second[3], y.Third[3]];
            for (var i = 0; i < 4; i++) found[i].ShouldBe(expected[i], 1e-9 * Math.Abs(expected[i]) + 1e-13, $"{body}, {i} after {duration}");
        }
    }

    [Fact]
    public void a_course_of_infusions_is_the_sum_of_its_exponentials()
    {
        var kinetics = LinearKinetics.Three(4.28, 1.07, 1.74, 1.28, .0787);
        var course = DrugCourse.Empty(kinetics, 1 / 8.31);
        var y = default(CompartmentAmounts);
        var (now, rate) = (0.0, 0.0);
        foreach (var (until, next) in new[] { (0.0, 100.0), (1.0, 0.0), (30.0, 40.0), (32.5, 0.0), (80.0, 0.0) })
        {
            kinetics.Over(until - now, 0).Carry(ref y, rate);
            course.At(until)[0].ShouldBe(y.Central[0] / 8.31, 1e-11);
            course.Change(until, 0, rate, next);
            (now, rate) = (until, next);
        }
    }

    private static Matrix<double> Exponential(Matrix<double> rates)
    {
        var half = rates / 1024;
        var (sum, term) = (Matrix<double>.Build.DenseIdentity(5), Matrix<double>.Build.DenseIdentity(5));
        for (var i = 1; i < 20; i++) sum += term = term * half / i;
        for (var i = 0; i < 10; i++) sum *= sum;
        return sum;
    }
}
