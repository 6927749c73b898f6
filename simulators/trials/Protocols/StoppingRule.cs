namespace TwinGrid.Trials.Protocols;

/// <summary>When a patient's treatment stops, or the patient leaves: looked at on every visit but the last.</summary>
/// <param name="Name">As the report says it.</param>
/// <param name="Of">What of the model is measured.</param>
/// <param name="When">Over value, baseline, change and relative.</param>
/// <param name="From">The first visit at which it is looked at, from 0.</param>
/// <param name="Leaves">The patient leaves the trial; else only the treatment ends, and the patient is watched on.</param>
public sealed record StoppingRule(string Name, string Of, Formula When, int From, bool Leaves);
