using TwinGrid.Patients;

namespace TwinGrid.Grains.Alerts;

/// <summary>A rule by which alerts come up. A new one is a file in <c>Rules</c> and a line in <see cref="AlertRules"/>. Rules keep no state.</summary>
public abstract class AlertRule
{
    /// <summary>A measured value older than this raises nothing: it is the past. (The lateness window: what comes later counts for history only.)</summary>
    public static TimeSpan FreshFor { get; } = TimeSpan.FromMinutes(15);

    /// <summary>Stable name: part of what makes conditions different, and of alert ids.</summary>
    public abstract string Name { get; }

    /// <summary>Rises with each change of what the rule raises.</summary>
    public virtual int Version => 1;

    /// <summary>How long a condition must be gone before its alert resolves by itself.</summary>
    public virtual TimeSpan ClearsAfter => TimeSpan.Zero;

    /// <summary>Adds what holds now to <paramref name="found"/>: at most one finding per condition. Called with every packet: what is calm costs next to nothing.</summary>
    public abstract void Judge(in TwinCircumstances twin, DateTimeOffset now, List<Finding> found);

    /// <summary>The first moment behind <paramref name="after"/> at which this rule may find something new though nothing arrives; null for never.</summary>
    public virtual DateTimeOffset? NextMoment(in TwinCircumstances twin, DateTimeOffset after) => null;

    protected static bool IsFresh(LatestSign sign, DateTimeOffset now) => now - sign.ObservedAt <= FreshFor;
}
