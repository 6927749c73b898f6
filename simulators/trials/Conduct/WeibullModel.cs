using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Populations;

namespace TwinGrid.Trials.Conduct;

/// <summary>A time to an event by a Weibull law (exponential with shape 1), whose hazard the arm and the patient multiply.</summary>
internal sealed class WeibullModel : TrialModel
{
    /// <summary>What an arm says.</summary>
    public const string HazardRatio = "hazardRatio";

    private readonly string[] _events;

    /// <param name="happening">What happens.</param>
    public WeibullModel(string happening) => _events = [happening];

    public override IReadOnlyList<Measure> Measures => [];

    public override IReadOnlyList<string> Events => _events;

    public override IReadOnlyList<string> ArmEffects => [HazardRatio];

    /// <summary>Of the control arm, from what is known of the patient.</summary>
    public required Formula MedianDays { get; init; }

    /// <summary>1: the hazard does not change.</summary>
    public required double Shape { get; init; }

    public override void Run(Cohort cohort)
    {
        var ratio = cohort.Arm.Effects.GetValueOrDefault(HazardRatio);
        for (var i = 0; i < cohort.Count; i++)
        {
            var scale = MedianDays.Of(cohort.Variables[i]) / Math.Pow(Math.Log(2), 1 / Shape);
            if (!(scale > 0 && double.IsFinite(scale))) throw new TrialException(FormattableString.Invariant($"The median time of a patient is {MedianDays.Of(cohort.Variables[i])} days: medianDays must be above 0 in everybody."));
            var hazard = -Math.Log(cohort.Noise.Uniform(cohort.Patients[i], 0, Streams.Survival)) / (ratio?.Of(cohort.Variables[i]) ?? 1);
            if (!(hazard >= 0)) throw new TrialException(FormattableString.Invariant($"The hazard ratio of '{cohort.Arm.Name}' is {ratio?.Of(cohort.Variables[i])} in a patient: it must be above 0 in everybody."));
            cohort.Event(i, 0) = scale * (Shape == 1 ? hazard : Math.Pow(hazard, 1 / Shape));
        }
    }
}
