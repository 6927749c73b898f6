namespace TwinGrid.Physiology.Circulation;

/// <summary>One heart beat as a cardiologist measures it. Pressures mmHg, volumes mL.</summary>
public sealed record BeatFigures
{
    /// <summary>/min.</summary>
    public required double HeartRate { get; init; }

    /// <summary>Maximum, minimum and time mean of the aortic-sinus pressure.</summary>
    public required double Systolic { get; init; }

    /// <inheritdoc cref="Systolic"/>
    public required double Diastolic { get; init; }

    /// <inheritdoc cref="Systolic"/>
    public required double MeanArterial { get; init; }

    /// <summary>Extremes of the left-ventricular pressure.</summary>
    public required double LvSystolic { get; init; }

    /// <inheritdoc cref="LvSystolic"/>
    public required double LvMinimum { get; init; }

    /// <summary>Extremes of the left-ventricular volume.</summary>
    public required double EndDiastolicVolume { get; init; }

    /// <inheritdoc cref="EndDiastolicVolume"/>
    public required double EndSystolicVolume { get; init; }

    /// <summary>Net flow over the aortic valve and the pump.</summary>
    public required double StrokeVolume { get; init; }

    public required double PulmonarySystolic { get; init; }

    public required double PulmonaryDiastolic { get; init; }

    public required double PulmonaryMean { get; init; }

    public required double RightAtrialMean { get; init; }

    public required double LeftAtrialMean { get; init; }

    /// <summary>Ventricle above aorta: mean over the time it is so, and maximum; 0 where the valve stays shut.</summary>
    public required double AorticGradientMean { get; init; }

    /// <inheritdoc cref="AorticGradientMean"/>
    public required double AorticGradientPeak { get; init; }

    /// <summary>Mean forward flow over the aortic valve while there is a gradient, mL/s.</summary>
    public required double AorticFlowMean { get; init; }

    /// <summary>Atrium above ventricle, mean over the time it is so.</summary>
    public required double MitralGradientMean { get; init; }

    /// <summary>L/min through the assist pump.</summary>
    public required double PumpFlow { get; init; }

    /// <summary>Whether the pump ran while the ventricle was nearly sucked empty (below 1 mmHg): its speed is too high.</summary>
    public required bool Suction { get; init; }

    public double EjectionFraction => (EndDiastolicVolume - EndSystolicVolume) / EndDiastolicVolume;

    /// <summary>L/min.</summary>
    public double CardiacOutput => StrokeVolume * HeartRate / 1000;

    /// <summary>Valve area after Gorlin &amp; Gorlin, Am Heart J 41:1, 1951, cm²; 0 where the valve stays shut.</summary>
    public double GorlinArea => AorticGradientMean > 0 ? AorticFlowMean / (44.3 * Math.Sqrt(AorticGradientMean)) : 0;

    /// <summary>Area by the orifice law the model is built on, Q = area·√(2Δp/ρ), cm².</summary>
    public double OrificeArea => AorticGradientMean > 0 ? AorticFlowMean / (CirculationEnsemble.OrificePerCm2 * Math.Sqrt(AorticGradientMean)) : 0;
}
