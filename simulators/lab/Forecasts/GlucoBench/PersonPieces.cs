namespace TwinGrid.Lab.Forecasts.GlucoBench;

/// <summary>What the protocol uses one person's segments for.</summary>
/// <param name="Person">Who.</param>
/// <param name="Train">For training where the person is known, oldest first.</param>
/// <param name="Validation">For choices, each with its context before it.</param>
/// <param name="Test">For the score where the person is known, each with its context before it.</param>
/// <param name="Whole">All of it: for the score where the person is a stranger.</param>
public sealed record PersonPieces(string Person, IReadOnlyList<Segment> Train, IReadOnlyList<Segment> Validation, IReadOnlyList<Segment> Test, IReadOnlyList<Segment> Whole)
{
    /// <summary>Cuts a person's segments: the last one is test as far as it reaches, what precedes it validation, the rest training.</summary>
    /// <param name="segments">In time, at least one.</param>
    /// <param name="rules">The data set's.</param>
    public static PersonPieces Of(IReadOnlyList<Segment> segments, DataSetRules rules)
    {
        ArgumentNullException.ThrowIfNull(segments);
        ArgumentNullException.ThrowIfNull(rules);
        var (piece, context) = (rules.Piece, rules.Context);
        List<Segment> train = [.. segments.SkipLast(1)], validation = [], test = [];
        var last = segments[^1];
        var hasEarlier = train.Count > 0;
        if (last.Length >= context + 3 * piece)
        {
            test.Add(last.Part(^(piece + context)..));
            validation.Add(last.Part(^(2 * piece + context)..^piece));
            train.Add(last.Part(..^(2 * piece)));
        }
        else if (last.Length >= context + 2 * piece)
        {
            test.Add(last.Part(^(piece + context)..));
            (hasEarlier ? validation : train).Add(last.Part(..^piece));
        }
        else if (hasEarlier)
        {
            test.Add(last);
            var before = train[^1];
            if (before.Length >= context + 2 * piece)
            {
                validation.Add(before.Part(^(piece + context)..));
                train[^1] = before.Part(..^piece);
            }
        }
        else
        {
            train.Add(last);
        }
        return new(last.Person, train, validation, test, segments);
    }
}
