using TwinGrid.Disclosure.Noise;

namespace TwinGrid.Disclosure.Tests;

public sealed class Noise_is_drawn
{
    private const int Samples = 200_000;

    /// <summary>Chi-square against P(y) = (1 − a) / (1 + a) · a^|y|: with a fixed seed the figure is the same every time, and a wrong sampler is far beyond.</summary>
    [Theory]
    [InlineData("1", 1)]
    [InlineData("0.5", 1)]
    [InlineData("0.1", 1)]
    [InlineData("2", 3)]
    [InlineData("0.7", 2)]
    [InlineData("3.123456", 1)]
    public void its_frequencies_are_those_of_theory(string epsilonText, long sensitivity)
    {
        var epsilon = Of(epsilonText);
        var bits = new SeededBits(20260301);
        var seen = new SortedDictionary<long, int>();
        for (var i = 0; i < Samples; i++)
        {
            var y = DiscreteLaplace.Sample(bits, epsilon, sensitivity);
            seen[y] = seen.GetValueOrDefault(y) + 1;
        }
        var a = Math.Exp(-(double)epsilon.Value / sensitivity);
        var (chiSquare, cells, rest, restExpected) = (0d, 0, (double)Samples, (double)Samples);
        for (long y = -500; y <= 500; y++)
        {
            var expected = Samples * (1 - a) / (1 + a) * Math.Pow(a, Math.Abs(y));
            if (expected < 10) continue;
            chiSquare += Math.Pow(seen.GetValueOrDefault(y) - expected, 2) / expected;
            (cells, rest, restExpected) = (cells + 1, rest - seen.GetValueOrDefault(y), restExpected - expected);
        }
        if (restExpected >= 1) chiSquare += Math.Pow(rest - restExpected, 2) / restExpected;
        cells.ShouldBeGreaterThan(5);
        chiSquare.ShouldBeLessThan(cells + 4 * Math.Sqrt(2 * cells), $"{cells} cells: beyond four standard deviations of chi-square");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(999_999, 1_000_000)]
    [InlineData(1, 1)]
    public void a_coin_falls_with_the_exponential_of_its_fraction(int numerator, int denominator)
    {
        var bits = new SeededBits(7);
        var fell = Enumerable.Range(0, Samples).Count(_ => DiscreteLaplace.FallsWithExp(bits, (UInt128)numerator, (UInt128)denominator));
        var expected = Math.Exp(-(double)numerator / denominator);
        ((double)fell / Samples).ShouldBe(expected, 4 * Math.Sqrt(.25 / Samples));
        if (numerator == 0) fell.ShouldBe(Samples);
    }

    [Fact]
    public void whole_numbers_are_uniform_below_bounds_that_are_no_powers_of_two()
    {
        var bits = new SeededBits(3);
        var seen = new int[7];
        for (var i = 0; i < Samples; i++) seen[(int)DiscreteLaplace.Below(bits, 7)]++;
        seen.ShouldAllBe(count => Math.Abs(count - Samples / 7.0) < 4 * Math.Sqrt(Samples / 7.0));
        DiscreteLaplace.Below(bits, 1).ShouldBe(UInt128.Zero);
    }

    /// <summary>Two cohorts that differ by one person: no answer, and no set of answers, is more than e^ε as likely from one as from the other.</summary>
    [Theory]
    [InlineData("0.5")]
    [InlineData("1")]
    public void neighbours_cannot_be_told_apart_by_more_than_epsilon(string epsilonText)
    {
        var epsilon = Of(epsilonText);
        long[] with = [70, 80, 90, 100, 400], without = [70, 80, 90, 100];
        Within(epsilon, privately => privately.Count(with.Length, epsilon).Value, privately => privately.Count(without.Length, epsilon).Value);
        Within(epsilon, privately => privately.Sum(with, 0, 4, epsilon).Value, privately => privately.Sum(without, 0, 4, epsilon).Value);
        Within(epsilon, privately => JoinedMean(privately.Mean(with, 78, 82, epsilon)), privately => JoinedMean(privately.Mean(without, 78, 82, epsilon)));
        Within(epsilon, privately => Joined(privately.Histogram(with, [0, 85, 200], epsilon)), privately => Joined(privately.Histogram(without, [0, 85, 200], epsilon)));

        static long Joined(params IEnumerable<Noisy> parts) => parts.Aggregate(0L, (all, part) => all * 1000 + part.Value);
        static long JoinedMean(NoisyMean mean) => mean.Differences.Value * 1000 + mean.Count.Value;
    }

    [Fact]
    public void answers_come_near_the_truth_where_many_are_counted()
    {
        var privately = new Privately(new SeededBits(11));
        long[] values = [.. Enumerable.Range(0, 20_000).Select(i => (long)(60 + i % 81))];
        var epsilon = Of("1");
        ((double)privately.Count(values.Length, epsilon).Value).ShouldBe(20_000, 30);
        privately.Mean(values, 60, 140, epsilon).Value(10)!.Value.ShouldBe(values.Average(), .2);
        ((double)privately.Sum(values, 60, 140, epsilon).Value).ShouldBe(values.Sum(), 3000);
        var bins = privately.Histogram(values, [60, 80, 100, 120, 141], epsilon);
        NoisyQuantiles.Of([.. bins.Select(bin => bin.Value)], [60, 80, 100, 120, 141], .5)!.Value.ShouldBe(100, 1);
    }

    [Fact]
    public void values_beyond_the_limits_count_as_the_limits()
    {
        var privately = new Privately(new SeededBits(5));
        ((double)privately.Sum(Enumerable.Repeat(1_000_000L, 1000), 0, 10, Of("10")).Value).ShouldBe(10_000, 60);
        privately.Histogram([-5, 0, 9, 10, 99], [0, 10, 20], Of("1000")).Select(bin => bin.Value).ShouldBe([3, 2]);
        privately.Mean([], 0, 10, Of("10")).Value(10).ShouldBeNull();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0.0000001")]
    [InlineData("1000.1")]
    public void an_epsilon_that_cannot_be_counted_is_none(string text) => Epsilon.TryOf(decimal.Parse(text), out _).ShouldBeFalse();

    [Fact]
    public void halves_add_up_to_the_whole()
    {
        var (first, second) = Of("0.000003").Halves();
        (first.Millionths + second.Millionths, first.Millionths).ShouldBe((3, 1));
    }

    private static Epsilon Of(string text) => Epsilon.TryOf(decimal.Parse(text), out var epsilon) ? epsilon : throw new FormatException(text);

    private static void Within(Epsilon epsilon, Func<Privately, long> ask, Func<Privately, long> askNeighbour)
    {
        const int Asked = 100_000;
        var (one, other) = (Frequencies(ask, 1), Frequencies(askNeighbour, 2));
        var limit = Math.Exp((double)epsilon.Value);
        var compared = 0;
        foreach (var answer in one.Keys.Union(other.Keys))
        {
            var (p, q) = (one.GetValueOrDefault(answer), other.GetValueOrDefault(answer));
            var (most, least) = (Math.Max(p, q), Math.Min(p, q));
            if (most < 400) continue;
            compared++;
            // Four standard deviations of what chance alone does to either frequency.
            (most - 4 * Math.Sqrt(most)).ShouldBeLessThan(limit * (least + 4 * Math.Sqrt(least + 1)), $"the answer {answer}: {p} against {q} of {Asked}");
        }
        compared.ShouldBeGreaterThan(2);

        static Dictionary<long, int> Frequencies(Func<Privately, long> ask, ulong seed)
        {
            var privately = new Privately(new SeededBits(seed));
            var seen = new Dictionary<long, int>();
            for (var i = 0; i < Asked; i++)
            {
                var answer = ask(privately);
                seen[answer] = seen.GetValueOrDefault(answer) + 1;
            }
            return seen;
        }
    }
}
