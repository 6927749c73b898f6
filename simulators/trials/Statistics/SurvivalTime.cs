namespace TwinGrid.Trials.Statistics;

/// <summary>How long somebody was watched, and whether the event ended it.</summary>
/// <param name="Time">Positive, in any unit.</param>
/// <param name="IsEvent">False: censored.</param>
public readonly record struct SurvivalTime(double Time, bool IsEvent)
{
    internal static void Check(IReadOnlyCollection<SurvivalTime> people)
    {
        ArgumentNullException.ThrowIfNull(people);
        if (people.Count == 0) throw new ArgumentException("There is nobody.", nameof(people));
        foreach (var person in people)
            if (!(person.Time >= 0) || !double.IsFinite(person.Time)) throw new ArgumentException($"A time of {person.Time} is not possible.", nameof(people));
    }
}
