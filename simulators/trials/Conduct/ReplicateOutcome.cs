using TwinGrid.Trials.Analysis;

namespace TwinGrid.Trials.Conduct;

/// <summary>How one replicate ended.</summary>
/// <param name="Scenario">Place of its swept values.</param>
/// <param name="Replicate">From 0.</param>
/// <param name="Decision">Of the primary endpoint.</param>
public sealed record ReplicateOutcome(int Scenario, int Replicate, TrialDecision Decision)
{
    internal void Write(BinaryWriter to)
    {
        to.Write(Scenario);
        to.Write(Replicate);
        to.Write(Decision.IsRejected);
        to.Write(Decision.Look);
        to.Write(Decision.Effect);
        to.Write(Decision.Error);
        to.Write(Decision.PlainEffect);
        to.Write(Decision.IsPlainRejected);
        to.Write(Decision.Patients);
        to.Write(Decision.Events);
    }

    internal static ReplicateOutcome Read(BinaryReader from) => new(
        from.ReadInt32(), from.ReadInt32(),
        new(from.ReadBoolean(), from.ReadInt32(), from.ReadDouble(), from.ReadDouble(), from.ReadDouble(), from.ReadBoolean(), from.ReadInt64(), from.ReadInt64()));
}
