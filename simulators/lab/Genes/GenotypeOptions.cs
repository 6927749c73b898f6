using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Genes;

/// <summary>Diplotypes on a command line.</summary>
internal static class GenotypeOptions
{
    /// <param name="option">With its dashes.</param>
    /// <param name="calls">Each a gene and its diplotype.</param>
    /// <exception cref="RefusedInputException">One is none.</exception>
    public static Dictionary<string, string> Read(string option, IEnumerable<string> calls)
    {
        var genotypes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var call in calls)
        {
            var mark = call.IndexOf('=', StringComparison.Ordinal);
            if (mark <= 0) throw new RefusedInputException($"{option} '{call}' is no gene with its diplotype, such as CYP2D6=*1/*4.");
            genotypes[call[..mark]] = call[(mark + 1)..];
        }
        return genotypes;
    }
}
