using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Tests.Ensembles;

public sealed class Numbers_are_drawn_by_place
{
    [Fact]
    public void a_member_draws_the_same_bits_alone_and_in_company()
    {
        var noise = new CounterNoise(42);
        for (var moment = -3L; moment < 500; moment++)
        {
            var together = noise.Normals(moment * 1_000_003, 16, 7);
            for (var lane = 0; lane < Lanes.Count; lane++) together[lane].ShouldBe(noise.Normal(moment * 1_000_003, 16 + lane, 7));
        }
    }

    [Fact]
    public void they_are_standard_normal()
    {
        var noise = new CounterNoise(3);
        double[] draws = [.. Enumerable.Range(0, 100_000).Select(i => noise.Normal(i, 0, 0))];
        draws.Average().ShouldBe(0, .015);
        draws.Average(x => x * x).ShouldBe(1, .02);
        (draws.Count(x => x > 1.6448536269514722) / 100_000.0).ShouldBe(.05, .003);
        (draws.Count(x => Math.Abs(x) > 2.5758293035489) / 100_000.0).ShouldBe(.01, .0015);
    }
}
