using Microsoft.Extensions.Options;
using TwinGrid.Formats.Clinical;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary>Which clinical table a gateway uses: the shipped one, with the rows of a site's file where one is set.</summary>
internal static class ClinicalTables
{
    public const string Setting = "TwinGrid:Records:ClinicalTable";

    /// <exception cref="OptionsValidationException">The file cannot be read.</exception>
    public static ClinicalTable From(IConfiguration configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } file) return ClinicalTable.Shipped;
        try
        {
            return ClinicalTable.With(file);
        }
        catch (InvalidDataException error)
        {
            throw new OptionsValidationException(Setting, typeof(ClinicalTable), [$"{Setting}: {error.Message}"]);
        }
    }
}
