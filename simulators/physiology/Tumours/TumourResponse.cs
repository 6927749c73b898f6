using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Tumours;

/// <summary>Tumours of eight people from their random effects and what is known of them.</summary>
public delegate TumourParameters TumoursFrom(ReadOnlySpan<Lanes> effects, Covariates covariates);

/// <summary>What a drug does to a kind of tumour, as published for a population: growth, kill by exposure, resistance that grows with time. Never changes.</summary>
/// <remarks>y′ = growth·y − kill·e^(−resistance·t)·exposure·y: Claret, Girard, Hoff, et al., J Clin Oncol 27:4103, 2009. Sizes are sums of longest diameters, mm.</remarks>
public sealed record TumourResponse
{
    /// <summary>Which tumour.</summary>
    public required string Name { get; init; }

    /// <summary>Where the numbers come from.</summary>
    public required string Source { get; init; }

    /// <summary>For whom they were found, and what they leave out.</summary>
    public required string Validity { get; init; }

    /// <summary>What of the doses the tumour feels.</summary>
    public required TumourExposure Exposure { get; init; }

    /// <summary>Doses, in the drug's unit, that are one unit of the model's dose.</summary>
    public required double AmountPerUnit { get; init; }

    /// <summary>How fast the biophase empties, per unit of time; used for <see cref="TumourExposure.Biophase"/>.</summary>
    public required double Leaving { get; init; }

    /// <summary>Days in a unit of the model's time.</summary>
    public required double DaysPerUnit { get; init; }

    /// <summary>Of the random effects.</summary>
    public required double[,] Covariance { get; init; }

    /// <summary>Of sizes, mm.</summary>
    public required ResidualError Error { get; init; }

    /// <summary>Whether the population's size at the start is part of the model; else the first scan is the start.</summary>
    public required bool HasBase { get; init; }

    /// <summary>Covariates of the parameters, with their meaning and unit.</summary>
    public IReadOnlyDictionary<string, string> Covariates { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The equations of the parameters.</summary>
    public required TumoursFrom Parameters { get; init; }

    /// <summary>How long such patients live; null where nothing published is carried.</summary>
    public SurvivalModel? Survival { get; init; }
}

/// <summary>What of the doses a tumour feels.</summary>
public enum TumourExposure
{
    /// <summary>The rate at which a dose leaves a biophase by first order (K-PD).</summary>
    Biophase = 0,

    /// <summary>The doses of each week from the first one on, spread over the week.</summary>
    Weekly = 1,

    /// <summary>Area under the concentration of each cycle (mg·h/L), constant until the next dose or for 28 days.</summary>
    Cycle = 2,
}

/// <summary>Tumours of eight people, in the model's time.</summary>
public struct TumourParameters()
{
    public Lanes Growth = 0, Kill = 0, Resistance = 0;

    /// <summary>At the start, mm; read only where the model has one.</summary>
    public Lanes Size = 0;
}
