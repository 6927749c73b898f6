namespace TwinGrid.Trials.Analysis;

/// <summary>What the prognostic score is worth.</summary>
/// <param name="Arm">Of the comparison.</param>
/// <param name="VarianceRatio">Variance of the effect with the score, over that of the plain difference; 1 − R² of a linear score in a large trial.</param>
/// <param name="RatioToCovariates">The same beside the adjusted analysis without the score.</param>
public sealed record ProcovaGain(int Arm, double VarianceRatio, double RatioToCovariates)
{
    /// <summary>Patients that the plain analysis would need more for the same error, as a share.</summary>
    public double EffectiveGain => 1 / VarianceRatio - 1;

    /// <summary>Patients that may be spared for the same error, as a share.</summary>
    public double Spared => 1 - VarianceRatio;
}
