using System.IO.Hashing;
using System.Text;

namespace TwinGrid.Grains.Seats;

/// <summary>
/// Which silo each of a numbered set of grains sits on: spread evenly, the same for whoever works it out, and few move when a silo comes or goes. Rendezvous hashing
/// (Thaler and Ravishankar 1998) with a bound on how many a silo takes (Mirrokni, Thorup and Zadimoghaddam 2018).
/// </summary>
public static class Seating
{
    /// <param name="places">How many grains there are, numbered from 0.</param>
    /// <param name="silos">The silos that may take them, in any order; at least one.</param>
    /// <returns>The silo of each number.</returns>
    public static SiloAddress[] Of(int places, IReadOnlyCollection<SiloAddress> silos)
    {
        var most = (places + silos.Count - 1) / silos.Count;
        var full = places - (most - 1) * silos.Count; // so many silos take the most, the others one less
        var taken = silos.ToDictionary(silo => silo, _ => 0);
        var seats = new SiloAddress[places];
        for (var place = 0; place < places; place++)
        {
            var best = silos.Where(silo => taken[silo] < most - 1 || (taken[silo] == most - 1 && full > 0)).MaxBy(silo => Score(place, silo))!;
            if (++taken[best] == most) full--;
            seats[place] = best;
        }
        return seats;
    }

    private static ulong Score(int place, SiloAddress silo) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{place} {silo.ToParsableString()}"));
}
