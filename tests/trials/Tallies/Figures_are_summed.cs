using CsCheck;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Tests.Tallies;

public sealed class Figures_are_summed
{
    [Fact]
    public void what_cancels_leaves_exactly_the_rest() => Gen.Double[-1e15, 1e15].Array[1, 50].Sample(numbers =>
    {
        var sum = new ExactSum();
        foreach (var number in numbers) sum.Add(number);
        sum.Add(.1);
        foreach (var number in numbers.Reverse()) sum.Add(-number);
        return sum.Value == .1;
    });

    [Fact]
    public void tiny_and_huge_numbers_keep_their_places()
    {
        var sum = new ExactSum();
        foreach (var number in new[] { 1e18, 1e-12, -1e18, 3, double.Epsilon, -double.Epsilon }) sum.Add(number);
        sum.Value.ShouldBe(3 + 1e-12);
        Should.Throw<ArgumentOutOfRangeException>(() => sum.Add(double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => sum.Add(1e20));
    }

    [Fact]
    public void a_spread_far_from_zero_is_not_lost()
    {
        var moments = new Moments(1);
        foreach (var number in new[] { 1e8 + 1, 1e8 + 2, 1e8 + 3 }) moments.Add([number]);
        moments.Scatter(0, 0).ShouldBe(2, 1e-12);
        moments.Mean(0).ShouldBe(1e8 + 2);
    }

    [Theory, InlineData(1, 0), InlineData(1e-3, 0), InlineData(1e5, -1e5), InlineData(4, 20)]
    public void quantiles_are_within_two_in_a_thousand(double scale, double shift)
    {
        var (sketch, noise) = (new QuantileSketch(), new CounterNoise(3));
        double[] figures = [.. Enumerable.Range(0, 5000).Select(i => shift + scale * noise.Normal(0, i, 0))];
        foreach (var figure in figures) sketch.Add(figure);
        Array.Sort(figures);
        foreach (var rank in new[] { 0, 1, 49, 1000, 2500, 3777, 4999 })
            sketch.Quantile(rank / 4999.0).ShouldBe(figures[rank], Math.Abs(figures[rank]) * QuantileSketch.RelativeError * 1.0001 + 1e-9);
        sketch.Spread().Sum(bin => bin.Count).ShouldBe(5000);
    }
}
