namespace TwinGrid.Disclosure.Anonymity;

/// <summary>How much alike people must be made. The law names no number; these are the project's own, and may be raised.</summary>
public sealed record AnonymityBar
{
    /// <summary>People who share each combination of what others could know of them (k-anonymity: Samarati and Sweeney 1998). Least 10.</summary>
    public int K { get; init; } = 10;

    /// <summary>Different sets of diagnoses among those people (distinct l-diversity: Machanavajjhala et al. 2007). Least 2.</summary>
    public int L { get; init; } = 2;

    /// <summary>Share of those people who may carry one diagnosis at most: what nearly all have is told by belonging to them ((α,k)-anonymity: Wong et al. 2006).</summary>
    public double MostShare { get; init; } = .8;
}

/// <summary>What others could know of a person, and what they should not learn.</summary>
/// <param name="Sex">A number for each kind.</param>
/// <param name="Diagnoses">Codes from a list that is known, each once: what is not on the list must not come here.</param>
public sealed record Person(int AgeYears, int Sex, double HeightCm, double WeightKg, IReadOnlyList<string> Diagnoses);

/// <summary>A cohort cannot be made anonymous: the reason is for whoever asked.</summary>
public sealed class AnonymityRefusedException(string message) : Exception(message);
