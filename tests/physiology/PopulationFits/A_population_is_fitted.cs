using System.Globalization;
using TwinGrid.Physiology.PopulationFits;
using TwinGrid.Testbed;

namespace TwinGrid.Physiology.Tests.PopulationFits;

/// <summary>Beside nlme (maximum likelihood) on two classic data sets.</summary>
public sealed class A_population_is_fitted
{
    [SkippableFact]
    public void theophylline_one_compartment_swallowed()
    {
        var rows = Read("data_theoph.csv");
        var people = rows.GroupBy(row => row[0]).OrderBy(person => person.Key).ToArray();
        var model = new GroupedModel<(double DosePerKg, double Time)>(3, [1, 2], (logs, at) =>
        {
            var (ke, ka, cl) = (Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]));
            return at.DosePerKg * ke * ka / (cl * (ka - ke)) * (Math.Exp(-ke * at.Time) - Math.Exp(-ka * at.Time));
        });
        var fit = PopulationFit.Find(model, [.. people.Select(person => new ObservedPerson<(double, double)>([.. person.Select(row => (row[2], row[3]))], [.. person.Select(row => row[4])]))], [-2.5, .5, -3.2]);
        ShouldBe(fit.Fixed, [-2.454704, .465736, -3.227223]);
        ShouldBe([.. fit.Deviations, fit.Residual], [.643575, .166928, .709254]);
        fit.LogLikelihood.ShouldBe(-177.0214, .01);
        fit.Aic.ShouldBe(366.0428, .02);
        foreach (var (subject, absorption, clearance) in new[] { (1, -.119258, -.354249), (9, 1.405384, -.200850), (11, .853173, .249043), (10, -.899533, -.106800) })
            ShouldBe(fit.Effects[Array.FindIndex(people, person => person.Key == subject)], [absorption, clearance], 2e-3);
    }

    [SkippableFact]
    public void indometacin_two_exponentials()
    {
        var people = Read("data_indometh.csv").GroupBy(row => row[0]).Select(person => new ObservedPerson<double>([.. person.Select(row => row[1])], [.. person.Select(row => row[2])])).ToArray();
        var fit = PopulationFit.Find(new GroupedModel<double>(4, [0, 1, 2], (p, time) => p[0] * Math.Exp(-Math.Exp(p[1]) * time) + p[2] * Math.Exp(-Math.Exp(p[3]) * time)), people, [2.7, .8, .5, -1.2]);
        ShouldBe(fit.Fixed, [2.827603, .773253, .461020, -1.345004]);
        ShouldBe([.. fit.Deviations, fit.Residual], [.571350, .158121, .111528, .0814963]);
        fit.LogLikelihood.ShouldBe(54.59236, .01);
    }

    [Fact]
    public void a_start_of_the_wrong_length_is_refused() =>
        Should.Throw<ArgumentException>(() => PopulationFit.Find(new GroupedModel<double>(2, [0], (p, x) => p[0] + p[1] * x), [], [1])).Message.ShouldStartWith("The model has 2 parameters and the start 1.");

    private static double[][] Read(string file) =>
        [.. File.ReadAllLines(SharedData.Path("reference", "pharmacology", file))[1..].Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];

    private static void ShouldBe(IReadOnlyList<double> found, double[] expected, double tolerance = 1e-3)
    {
        for (var i = 0; i < expected.Length; i++) found[i].ShouldBe(expected[i], tolerance, $"number {i}");
    }
}
