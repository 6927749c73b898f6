using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Trials.Populations;

namespace TwinGrid.Trials.Protocols;

/// <summary>Whether an arm's doses can be given to the population: what drug and doses ask of patients is known, and doses are the label's.</summary>
/// <param name="population">Who can be screened.</param>
internal sealed class DoseCheck(PopulationPlan population)
{
    /// <summary>What is wrong; null where nothing is.</summary>
    public ProtocolException? Fault(Arm arm, ProtocolNode node)
    {
        if (arm.Drug is not { } drug) return null;
        var fields = Fields.Of(node);
        if (arm.Regimen is not { } regimen) return node.Fault("A drug needs a regimen.");
        var typical = Known.Of(population, population.Patients.Typical());
        var place = fields.Find("dose") ?? fields.Find("regimen")!;
        try
        {
            if (arm.IsOffLabel) return null;
            var scale = arm.Scale(typical);
            var given = new Regimen(regimen.Doses.Select(dose => dose with { Amount = dose.Amount * scale }));
            return drug.Label.Fault(given, typical) is { } fault ? place.Fault($"{fault} To try it all the same, say offLabel: true.") : null;
        }
        catch (Conduct.TrialException impossible)
        {
            return (fields.Find("per") ?? place).Fault(impossible.Message);
        }
        catch (MissingCovariateException missing)
        {
            return (fields.Find("per") ?? place).Fault($"Doses or the label of {drug.Name} are counted by '{missing.Covariate}', which the population has not{Asked(drug.Label.Covariates, missing.Covariate)}.");
        }
    }

    /// <summary>What a model of a drug asks and the population lacks; null: nothing.</summary>
    public static string? Missing(PopulationPlan population, string drug, IReadOnlyDictionary<string, string> covariates, IReadOnlyList<string> genes)
    {
        foreach (var (name, meaning) in covariates)
            if (population.Patients.Find(name) < 0) return $"The model of {drug} needs '{name}' ({meaning}), which the population has not.";
        foreach (var gene in genes)
            if (!population.Genes.Contains(gene, StringComparer.Ordinal)) return $"The model of {drug} needs the gene {gene}, which is not called in the population: give its phenotypes under population.genes.";
        return null;
    }

    private static string Asked(IReadOnlyDictionary<string, string> described, string name) => described.TryGetValue(name, out var meaning) ? $" ({meaning})" : "";
}
