namespace TwinGrid.Trials.Statistics;

/// <summary>How many people had the event at a time, and how many were no longer watched from then on.</summary>
/// <param name="Time">Not negative, in any unit.</param>
/// <param name="Events">Had it.</param>
/// <param name="Censored">Were no longer watched, without it.</param>
public readonly record struct SurvivalCount(double Time, long Events, long Censored)
{
    /// <summary>People by rising time.</summary>
    internal static SurvivalCount[] Of(IReadOnlyCollection<SurvivalTime> people) =>
        [.. people.GroupBy(person => person.Time).OrderBy(moment => moment.Key).Select(moment => new SurvivalCount(moment.Key, moment.Count(person => person.IsEvent), moment.Count(person => !person.IsEvent)))];
}
