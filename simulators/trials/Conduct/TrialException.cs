namespace TwinGrid.Trials.Conduct;

/// <summary>A trial cannot be carried on: its protocol asks for what does not come to be.</summary>
public sealed class TrialException(string message) : Exception(message);
