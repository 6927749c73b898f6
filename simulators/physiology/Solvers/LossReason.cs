namespace TwinGrid.Physiology.Solvers;

/// <summary>Why a member could not go on.</summary>
public enum LossReason
{
    /// <summary>Every step, however short, led out of the finite numbers.</summary>
    NotFinite,

    /// <summary>The tolerance asks for steps too short for the clock: the model is stiff for this method, or has a pole.</summary>
    StepTooShort,
}
