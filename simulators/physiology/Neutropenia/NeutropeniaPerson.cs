namespace TwinGrid.Physiology.Neutropenia;

/// <summary>One person's drug kinetics over three compartments and blood cells under it.</summary>
/// <remarks>Defaults: docetaxel; kinetics and linear effect as used with Friberg's structure.</remarks>
public readonly record struct NeutropeniaPerson()
{
    /// <summary>L/h.</summary>
    public double Clearance { get; init; } = 35.6;

    /// <summary>Central, L.</summary>
    public double Volume { get; init; } = 8.31;

    /// <summary>1/h.</summary>
    public double K12 { get; init; } = 1.07;

    /// <inheritdoc cref="K12"/>
    public double K21 { get; init; } = 1.74;

    /// <inheritdoc cref="K12"/>
    public double K13 { get; init; } = 1.28;

    /// <inheritdoc cref="K12"/>
    public double K31 { get; init; } = .0787;

    /// <summary>Cells at rest, 10⁹/L.</summary>
    public double CellsAtRest { get; init; } = 5.05;

    /// <summary>From proliferation to circulation, h.</summary>
    public double MeanTransitTime { get; init; } = 88.7;

    /// <summary>Power of the feedback.</summary>
    public double Feedback { get; init; } = .161;

    /// <summary>Effect per µmol/L at small concentrations.</summary>
    public double Slope { get; init; } = 8.58;

    /// <summary>Concentration of half the greatest effect, µmol/L; infinite: the effect is linear.</summary>
    public double HalfEffect { get; init; } = double.PositiveInfinity;
}
