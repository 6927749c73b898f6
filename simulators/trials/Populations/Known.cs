using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Populations;

/// <summary>A virtual patient as the models of drugs see patients.</summary>
internal static class Known
{
    /// <summary>Covariates and genes.</summary>
    public static Covariates Of(PopulationPlan population, ReadOnlySpan<double> values)
    {
        var (known, genes) = (new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, GeneStatus>(StringComparer.Ordinal));
        for (var i = 0; i < values.Length; i++)
        {
            var variable = population.Variables[i];
            if (population.Genes.Contains(variable.Name, StringComparer.Ordinal)) genes[variable.Name] = StatusOf(variable.Words[(int)values[i]]);
            else known[variable.Name] = values[i];
        }
        return new(0, known) { Genes = genes };
    }

    /// <summary>A word such as IM is a phenotype, one such as *1/*3 a diplotype.</summary>
    private static GeneStatus StatusOf(string word) => word.Contains('/', StringComparison.Ordinal) ? new("", word) : new(word);
}
