namespace TwinGrid.Trials.Conduct;

/// <summary>How cytotoxic doses follow neutrophils: the next dose waits for them, and is smaller after a deep fall.</summary>
/// <param name="HoldBelow">10⁹/L; below, the next dose waits.</param>
/// <param name="LookDays">From one look to the next while it waits.</param>
/// <param name="Grade4Days">More days than these below 0.5·10⁹/L since the last dose make the next one smaller.</param>
/// <param name="Factor">What it is multiplied with.</param>
/// <param name="MostReductions">After so many, the dose stays.</param>
/// <param name="StopAfterDays">More days than these below 0.5·10⁹/L since the last dose end the treatment; infinite: they do not.</param>
public sealed record DoseAdaptation(double HoldBelow, double LookDays, double Grade4Days, double Factor, int MostReductions, double StopAfterDays = double.PositiveInfinity);
