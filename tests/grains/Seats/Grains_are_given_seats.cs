using System.Net;
using TwinGrid.Grains.Seats;

namespace TwinGrid.Grains.Tests.Seats;

public sealed class Grains_are_given_seats
{
    [Theory]
    [InlineData(8, 1)]
    [InlineData(8, 2)]
    [InlineData(8, 3)]
    [InlineData(64, 5)]
    [InlineData(3, 7)]
    public void every_silo_takes_its_share(int places, int silos)
    {
        var loads = Silos(silos).Select(silo => Seating.Of(places, Silos(silos)).Count(seat => seat.Equals(silo))).ToList();
        loads.Sum().ShouldBe(places);
        (loads.Max() - loads.Min()).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void everybody_works_out_the_same()
    {
        var silos = Silos(5);
        Seating.Of(64, [.. silos.Reverse()]).ShouldBe(Seating.Of(64, silos));
    }

    [Fact]
    public void few_move_when_a_silo_comes()
    {
        var (before, after) = (Seating.Of(256, Silos(7)), Seating.Of(256, Silos(8)));
        before.Zip(after).Count(seat => !seat.First.Equals(seat.Second)).ShouldBeLessThan(256 / 2, "32 must; all but 32 would by counting through");
    }

    private static SiloAddress[] Silos(int count) => [.. Enumerable.Range(1, count).Select(n => SiloAddress.New(new IPEndPoint(IPAddress.Parse("10.0.0." + n), 11111), n))];
}
