namespace TwinGrid.Physiology.Circulation;

/// <summary>What is different from the person's healthy rest: disease, device, drug effect or loss. Absent values leave things as they are.</summary>
public sealed record CirculationScenario
{
    /// <summary>Intrinsic heart rate, /min.</summary>
    public double? HeartRate { get; init; }

    /// <summary>Effective orifice areas, cm²: stenosis, or the valve that replaced it.</summary>
    public double? AorticValveAreaCm2 { get; init; }

    /// <inheritdoc cref="AorticValveAreaCm2"/>
    public double? MitralValveAreaCm2 { get; init; }

    /// <summary>Share of the orifice that leaks, 0 to 1.</summary>
    public double AorticRegurgitantFraction { get; init; }

    /// <inheritdoc cref="AorticRegurgitantFraction"/>
    public double MitralRegurgitantFraction { get; init; }

    /// <summary>Left-ventricular end-systolic elastance, times.</summary>
    public double LvContractility { get; init; } = 1;

    /// <summary>Systemic and pulmonary vascular resistance, times.</summary>
    public double SvrFactor { get; init; } = 1;

    /// <inheritdoc cref="SvrFactor"/>
    public double PvrFactor { get; init; } = 1;

    /// <summary>Capacity of the systemic arteries, times.</summary>
    public double ArterialComplianceFactor { get; init; } = 1;

    /// <summary>Stressed volume at the start, times.</summary>
    public double StressedVolumeFactor { get; init; } = 1;

    /// <summary>Speed of a left-ventricular assist pump, /min; 0 where there is none.</summary>
    public double LvadRpm { get; init; }

    /// <summary>Whether the arterial and cardiopulmonary reflexes answer.</summary>
    public bool Reflex { get; init; }

    /// <summary>Strength of those reflexes, times.</summary>
    public double ReflexGain { get; init; } = 1;

    /// <summary>Share of the reflexes' effect through beta receptors (rate and strength by the sympathetic nerves) that is left under beta blockers.</summary>
    public double BetaReflex { get; init; } = 1;

    /// <summary>Blood lost, as a share of all blood; negative: given.</summary>
    public double BleedFraction { get; init; }

    /// <summary>How long the bleeding lasts, from the start on, s.</summary>
    public double BleedSeconds { get; init; } = 300;

    /// <summary>The pacemaker's lower rate, /min: the heart is never slower; null without one.</summary>
    public double? PacedRate { get; init; }

    /// <summary>From the atria's beginning to the ventricles', s; null: the model's own share of the beat.</summary>
    public double? AvDelaySeconds { get; init; }

    /// <summary>Pressure around the heart, mmHg.</summary>
    public double PericardialPressure { get; init; }

    /// <summary>Whether blood is held back in veins that the resting loop does not count: where the person bleeds or the veins answer.</summary>
    internal bool NeedsVenousReserve => Reflex || BleedFraction != 0;
}
