using System.Text.Json.Serialization;

namespace TwinGrid.Trials.Tallies;

/// <summary>How the limits of several looks are shaped.</summary>
public enum LookLimits
{
    /// <summary>One look, at the end.</summary>
    None = 0,
    OBrienFleming = 1,
    Pocock = 2,
}

/// <summary>When the primary endpoint is looked at, the end included.</summary>
/// <param name="Limits">How the limits are shaped.</param>
/// <param name="Fractions">Planned share of the whole information at each look, rising to 1.</param>
/// <param name="Days">
/// Days since the trial's start at which the looks are held, as many as fractions; everybody's time to an event is cut there. Null: the looks hold the patients
/// whose <see cref="PatientOutcome.LookStage"/> has come, fully followed.
/// </param>
public sealed record InterimLooks(LookLimits Limits, IReadOnlyList<double> Fractions, IReadOnlyList<double>? Days = null)
{
    /// <summary>One look, at the end.</summary>
    public static InterimLooks None { get; } = new(LookLimits.None, [1]);

    /// <summary>Equally spaced looks.</summary>
    public static InterimLooks Equal(LookLimits limits, int looks) => new(limits, [.. Enumerable.Range(1, looks).Select(look => look / (double)looks)]);

    /// <summary>
    /// The trial is given up at a look where the conditional power, if the trend so far went on, is below it. Not binding: the limits for effect do not count on it. 0: never. Layouts of before
    /// futility keep their digest.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Futility { get; init; }

    /// <summary>How many looks there are, the last one included.</summary>
    public int Count => Fractions.Count;
}
