namespace TwinGrid.Trials.Reports;

/// <summary>Keeps small counts of real people out of a report. Virtual patients are nobody: theirs are all shown.</summary>
/// <param name="IsOn">The patients are real.</param>
internal readonly record struct Masking(bool IsOn)
{
    /// <summary>Smaller counts are not shown.</summary>
    public const int Least = 10;

    /// <summary>Whether a count must not be seen.</summary>
    public bool Hides(long count) => IsOn && count is > 0 and < Least;

    /// <summary>A count that stands by itself.</summary>
    public string Count(long count) => Hides(count) ? $"&lt;{Least}" : Say.Count(count);

    /// <summary>A count beside others that would tell by how few it differs: of real people to the nearest ten.</summary>
    public string About(long count) => !IsOn ? Say.Count(count) : count < Least ? count == 0 ? "0" : $"&lt;{Least}" : "about " + Say.Count(Math.Round(count / 10.0) * 10);

    /// <summary>Counts that add up to one which is seen: where just one of them is hidden, so is the smallest of the others, or it could be worked out.</summary>
    public string[] Parts(IReadOnlyList<long> counts) => [.. Hidden(counts).Zip(counts, (isHidden, count) => !isHidden ? Say.Count(count) : count < Least ? $"&lt;{Least}" : "hidden")];

    /// <summary>Which of such counts are hidden.</summary>
    public bool[] Hidden(IReadOnlyList<long> counts)
    {
        var hides = this;
        bool[] hidden = [.. counts.Select(count => hides.Hides(count))];
        if (hidden.Count(isHidden => isHidden) != 1) return hidden;
        var next = Enumerable.Range(0, counts.Count).Where(i => !hidden[i] && counts[i] > 0).OrderBy(i => counts[i]).FirstOrDefault(-1);
        if (next >= 0) hidden[next] = true;
        return hidden;
    }

    /// <summary>So many of all, with their share; hidden where they or the others are few.</summary>
    public string Of(long count, long all) => Hides(count) || Hides(all - count) ? Hides(count) ? $"&lt;{Least}" : "hidden" : $"{Say.Count(count)} ({Say.Percent(all == 0 ? double.NaN : (double)count / all)})";
}
