using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>Kinetics of eight people from their random effects and what is known of them.</summary>
/// <param name="effects">Between people.</param>
/// <param name="occasionEffects">Between the occasions of a person, those of the present one.</param>
/// <param name="covariates">Of the present time.</param>
public delegate KineticParameters KineticsFrom(ReadOnlySpan<Lanes> effects, ReadOnlySpan<Lanes> occasionEffects, Covariates covariates);

/// <summary>A drug as published for a population: linear kinetics, covariates, random effects, residual error. Never changes.</summary>
public sealed record DrugModel
{
    /// <summary>The drug's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where the numbers come from.</summary>
    public required string Source { get; init; }

    /// <summary>1 to 3.</summary>
    public required int Compartments { get; init; }

    /// <summary>Covariance of the random effects between people; an effect with variance 0 stays 0.</summary>
    public required double[,] Covariance { get; init; }

    /// <summary>Covariance of the random effects between occasions; empty: there are none.</summary>
    public double[,] OccasionCovariance { get; init; } = new double[0, 0];

    /// <summary>Of measurements.</summary>
    public required ResidualError Error { get; init; }

    /// <summary>The equations of the parameters.</summary>
    public required KineticsFrom Parameters { get; init; }

    /// <summary>A diagonal covariance.</summary>
    public static double[,] Diagonal(params ReadOnlySpan<double> variances)
    {
        var matrix = new double[variances.Length, variances.Length];
        for (var i = 0; i < variances.Length; i++) matrix[i, i] = variances[i];
        return matrix;
    }

    /// <summary>A covariance by its lower triangle, row by row.</summary>
    public static double[,] Triangle(params ReadOnlySpan<double> rows)
    {
        var size = (int)Math.Round((Math.Sqrt(8 * rows.Length + 1) - 1) / 2);
        if (size * (size + 1) / 2 != rows.Length) throw new ArgumentException($"{rows.Length} numbers are no lower triangle.", nameof(rows));
        var matrix = new double[size, size];
        for (int i = 0, k = 0; i < size; i++)
            for (var j = 0; j <= i; j++, k++) matrix[i, j] = matrix[j, i] = rows[k];
        return matrix;
    }
}
