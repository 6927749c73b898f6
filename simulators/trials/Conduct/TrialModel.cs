using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Conduct;

/// <summary>What becomes of patients under an arm. Never changes; many threads may share it.</summary>
internal abstract class TrialModel
{
    /// <summary>What can be measured.</summary>
    public abstract IReadOnlyList<Measure> Measures { get; }

    /// <summary>What can happen, each with its time.</summary>
    public virtual IReadOnlyList<string> Events => [];

    /// <summary>What is counted by its worst grade.</summary>
    public virtual IReadOnlyList<string> AdverseEvents => [];

    /// <summary>What an arm says for this model, by name.</summary>
    public virtual IReadOnlyList<string> ArmEffects => [];

    /// <summary>Whether what arms say is a number, and no formula over variables.</summary>
    public virtual bool ConstantEffects => false;

    /// <summary>Whether treatment can end while patients are watched on.</summary>
    public virtual bool CanStopTreatment => false;

    /// <summary>For how many days it follows a patient where the protocol names neither visits nor an end; infinite where it has no end of its own.</summary>
    public virtual double FollowedDays => double.PositiveInfinity;

    /// <summary>Follows a cohort: fills its measures, events, doses and grades.</summary>
    public abstract void Run(Cohort cohort);

    /// <summary>What cannot be done with an arm or a visit; null where nothing. Said of the node that is given with it.</summary>
    public virtual string? Fault(TrialProtocol protocol, Arm arm) => null;

    /// <summary>Where the numbers come from; empty where the protocol gives them itself.</summary>
    public virtual IReadOnlyList<string> Sources(TrialProtocol protocol) => [];
}

/// <summary>Something that a model measures.</summary>
/// <param name="Name">As endpoints call it.</param>
/// <param name="Unit">Of the figure.</param>
/// <param name="IsAtVisits">Whether it has a value at each visit; else one over the whole time.</param>
/// <param name="HasBaseline">Whether it was measured before treatment.</param>
/// <param name="IsMoreBetter">Whether more of it is good.</param>
internal sealed record Measure(string Name, string Unit, bool IsAtVisits, bool HasBaseline, bool IsMoreBetter);
