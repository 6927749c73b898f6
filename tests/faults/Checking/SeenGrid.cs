namespace TwinGrid.Faults.Checking;

/// <summary>What a grid answers once everything sent to it has been applied.</summary>
/// <param name="Alerts">Every alert that was ever raised, open or resolved.</param>
public sealed record SeenGrid(IReadOnlyDictionary<string, SeenTwin> Twins, IReadOnlyList<SeenAlert> Alerts)
{
    /// <summary>The same, without some parts of the twins' state.</summary>
    public SeenGrid Without(params IReadOnlyCollection<string> parts) => this with
    {
        Twins = Twins.ToDictionary(
            twin => twin.Key,
            twin => twin.Value with { State = twin.Value.State.Where(part => !parts.Contains(part.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal) }, StringComparer.Ordinal),
    };

    /// <summary>A grid that shows nothing.</summary>
    public static SeenGrid Nothing { get; } = new(new Dictionary<string, SeenTwin>(StringComparer.Ordinal), []);
}

/// <summary>A twin as it is seen from outside.</summary>
/// <param name="Samples">Its history, all signals, as the API answers it.</param>
/// <param name="HighestSequence">By device.</param>
/// <param name="State">The clinical state of the twin and its organs in canonical words, by part.</param>
public sealed record SeenTwin(IReadOnlyList<SeenSample> Samples, IReadOnlyDictionary<string, long> HighestSequence, IReadOnlyDictionary<string, string> State);

/// <summary>A sample of the history.</summary>
public sealed record SeenSample(string Code, string Device, DateTimeOffset ObservedAt, double Value, string Status);

/// <summary>An alert.</summary>
public sealed record SeenAlert(string Id, string Twin, string Rule, string Severity);
