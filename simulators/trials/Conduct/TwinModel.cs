namespace TwinGrid.Trials.Conduct;

/// <summary>Models that a person's twin has calibrated.</summary>
public enum TwinModel
{
    /// <summary>What the trial follows has no calibrated model.</summary>
    None = 0,

    /// <summary>Blood cells under a drug, with its kinetics.</summary>
    Cells = 1,

    /// <summary>A tumour under a drug.</summary>
    Tumour = 2,
}
