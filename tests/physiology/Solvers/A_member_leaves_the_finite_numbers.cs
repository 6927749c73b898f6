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
}
