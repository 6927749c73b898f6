using TwinGrid.Devices.People;
using TwinGrid.Patients;

namespace TwinGrid.Devices.Demo;

/// <summary>Who gets worse, how and when: about one in ten, at least three, and each kind once before any comes twice.</summary>
public static class EpisodePlan
{
    private static readonly Decline[] Kinds =
    [
        Decline.Sepsis, Decline.Hypoglycaemia, Decline.RespiratoryFailure, Decline.SilentDevice, Decline.MissedBolus, Decline.RacingHeart,
    ];

    /// <summary>The first of them crosses so long after the start, the others a few seconds apart.</summary>
    private static readonly TimeSpan FirstCrossing = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(7);

    /// <summary>
    /// Episodes to add at a start: one for each person who is to get worse and is not in a bout at <paramref name="now"/>. Their decline lies partly in the
    /// past, which is back-filled, and crosses within the next minute.
    /// </summary>
    public static IEnumerable<PersonEpisode> AtStart(IReadOnlyList<Person> people, IReadOnlyList<PersonEpisode> known, DateTimeOffset now)
    {
        var order = 0;
        foreach (var (person, decline) in WhoGetsWorse(people))
        {
            var crossesAt = now + FirstCrossing + Apart * (order++ % Kinds.Length);
            var bout = new PersonEpisode(person.Number, decline, crossesAt);
            if (!known.Any(other => other.Person == person.Number && other.AsEpisode().Ends > now)) yield return bout;
        }
    }

    /// <summary>Episodes to add while streaming: who has been well again for some hours gets worse again.</summary>
    public static IEnumerable<PersonEpisode> Following(IReadOnlyList<Person> people, IReadOnlyList<PersonEpisode> known, DateTimeOffset now)
    {
        foreach (var last in known.GroupBy(episode => episode.Person).Select(bouts => bouts.MaxBy(bout => bout.CrossesAt)!))
        {
            var ended = last.AsEpisode().Ends;
            if (ended > now) continue;
            var restHours = people[last.Person].Chance.Between(3, 8, "rest", ended.ToUnixTimeSeconds());
            yield return last with { CrossesAt = now.AddHours(restHours) };
        }
    }

    /// <summary>The people who get worse, with how.</summary>
    public static IEnumerable<(Person Person, Decline Decline)> WhoGetsWorse(IReadOnlyList<Person> people)
    {
        var count = Math.Max(3, (people.Count + 5) / 10) + 1;
        var free = people.ToList();
        for (var i = 0; i < count; i++)
        {
            var decline = Kinds[i % Kinds.Length];
            if (free.Find(person => Fits(person, decline)) is not { } person) continue;
            free.Remove(person);
            yield return (person, decline);
        }
    }

    private static bool Fits(Person person, Decline decline) => decline switch
    {
        Decline.Hypoglycaemia or Decline.MissedBolus => person.Diabetes == DiabetesType.Type1,
        Decline.SilentDevice => person is { Whereabouts: Whereabouts.Home, Diabetes: not DiabetesType.Type1 },
        _ => person is { Whereabouts: Whereabouts.Ward, RetainsCarbonDioxide: false },
    };
}
