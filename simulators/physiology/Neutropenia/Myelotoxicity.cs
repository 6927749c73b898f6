using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Neutropenia;

/// <summary>Blood cells of eight people from their random effects and what is known of them.</summary>
public delegate CellParameters CellsFrom(ReadOnlySpan<Lanes> effects, Covariates covariates);

/// <summary>What a drug does to blood cells, as published for a population (Friberg's structure). Never changes.</summary>
public sealed record Myelotoxicity
{
    /// <summary>Which cells: neutrophils or leucocytes.</summary>
    public required string Kind { get; init; }

    /// <summary>Where the numbers come from.</summary>
    public required string Source { get; init; }

    /// <summary>For whom they were found.</summary>
    public required string Validity { get; init; }

    /// <summary>The drug's movement that drives the cells; not always that of the drug as it is measured.</summary>
    public required DrugModel Kinetics { get; init; }

    /// <summary>g/mol.</summary>
    public required double MolarMass { get; init; }

    /// <summary>Of the cells' random effects; those of the kinetics come before them.</summary>
    public required double[,] Covariance { get; init; }

    /// <summary>Of counts, 10⁹/L, or of their logarithm.</summary>
    public required ResidualError Error { get; init; }

    /// <summary>Whether the error is one of the logarithm.</summary>
    public required bool IsErrorLogNormal { get; init; }

    /// <summary>Covariates of kinetics and cells, with their meaning and unit.</summary>
    public required IReadOnlyDictionary<string, string> Covariates { get; init; }

    /// <summary>Genes that the kinetics need.</summary>
    public required IReadOnlyList<string> Genes { get; init; }

    /// <summary>The equations of the parameters.</summary>
    public required CellsFrom Parameters { get; init; }

    /// <summary>Random effects of the kinetics and of the cells.</summary>
    public int Effects => Kinetics.Covariance.GetLength(0) + Covariance.GetLength(0);

    /// <summary>The limit below which neutropenia is of grade 4, 10⁹/L.</summary>
    /// <remarks>Common Terminology Criteria for Adverse Events; grades 1 to 3 begin below 2.0 (or the laboratory's limit), 1.5 and 1.0.</remarks>
    public const double Grade4 = .5;
}

/// <summary>Blood cells of eight people.</summary>
public struct CellParameters()
{
    /// <summary>Count at rest, 10⁹/L.</summary>
    public Lanes Rest = 1;

    /// <summary>Mean transit time, h.</summary>
    public Lanes Transit = 1;

    /// <summary>Power of the feedback.</summary>
    public Lanes Feedback = 0;

    /// <summary>Effect on proliferation per µmol/L.</summary>
    public Lanes Slope = 0;
}
