using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Statistics;
using TwinGrid.Trials.Tallies;
using TwinGrid.Trials.Tests.Tallies;

namespace TwinGrid.Trials.Tests.Analysis;

public sealed class A_trial_is_analysed
{
    private const int Patients = 900;

    private static readonly TrialLayout Plain = InventedTrial.Layout with
    {
        Arms = ["control", "treated"], Strata = ["all"], Looks = InterimLooks.None, Subgroups = [], Courses = [], VisitDays = [],
        Endpoints = [InventedTrial.Layout.Endpoints[0] with { Covariates = ["age", "sex"], UsesScore = true }],
    };

    [Fact]
    public void covariance_from_moments_is_that_from_rows()
    {
        var (tally, patient, source) = (new TrialTally(Plain), new PatientOutcome(Plain), new PatientOutcome(InventedTrial.Layout));
        var (figures, isTreated, columns) = (new List<double>(), new List<bool>(), new List<double>[] { [], [], [] });
        for (var i = 0; i < Patients; i++)
        {
            InventedTrial.Fill(source, i, effect: .3);
            if (source.Arm == 2 || double.IsNaN(source.Values[0])) continue;
            (patient.Arm, patient.Score, patient.Values[0]) = (source.Arm, source.Score, source.Values[0]);
            source.Covariates.CopyTo(patient.Covariates, 0);
            tally.Add(patient);
            figures.Add(source.Values[0]);
            isTreated.Add(source.Arm == 1);
            columns[0].Add(source.Covariates[0]);
            columns[1].Add(source.Covariates[1]);
            columns[2].Add(source.Score);
        }
        var result = TrialResult.Of(Plain, tally);
        Same(result.Primary.Main[0], Ancova.Fit(figures, isTreated, columns));
        Same(result.Primary.Beside[0][0], Ancova.Fit(figures, isTreated, columns[0], columns[1]));
        Same(result.Primary.Beside[1][0], Ancova.Fit(figures, isTreated));
        result.Primary.Gains[0].VarianceRatio.ShouldBe(Math.Pow(result.Primary.Main[0].Error / result.Primary.Beside[1][0].Error, 2), 1e-12);
        result.Primary.Gains[0].VarianceRatio.ShouldBeLessThan(.8);

        static void Same(EffectEstimate found, Ancova expected)
        {
            found.Value.ShouldBe(expected.Effect, 1e-11);
            found.Error.ShouldBe(expected.Error, 1e-11);
            found.DegreesOfFreedom.ShouldBe(expected.DegreesOfFreedom);
            found.P.ShouldBe(expected.P, 1e-10);
            (found.Low, found.High).ShouldBe((expected.Limits().Low, expected.Limits().High), Comparer);
        }
    }

    [Fact]
    public void everything_of_it_is_there()
    {
        var result = TrialResult.Of(InventedTrial.Layout, InventedTrial.Count(Enumerable.Range(0, Patients), effect: .6));
        result.Endpoints.Count.ShouldBe(3);
        result.Looks.Count.ShouldBe(2 * 2);
        result.Subgroups.Count.ShouldBe(2 * 2 * 2);
        result.Endpoints.ShouldAllBe(endpoint => endpoint.Main.All(estimate => estimate.IsFound));
        // Twice the dose, twice the effect: found at the first look, which stops that comparison.
        result.Stopped(arm: 2)!.Look.ShouldBe(0);
        result.Primary.Alpha.ShouldBe(.025);
        result.Primary.Main[1].Value.ShouldBe(1.2, .3);
        result.Endpoints[1].Main[1].Value.ShouldBeGreaterThan(.1);
        result.Endpoints[2].Arms[0].RestrictedMean.Mean.ShouldBe(400 * (1 - Math.Exp(-700 / 400.0)), 40);
    }

    private static readonly IEqualityComparer<(double, double)> Comparer = EqualityComparer<(double, double)>.Create((a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 1e-10);
}
