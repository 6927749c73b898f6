using TwinGrid.Access;
using TwinGrid.Gateway.Api.Consents;

namespace TwinGrid.Gateway.Api.Accesses;

/// <summary>Who looked at a patient's data.</summary>
/// <param name="Accesses">Newest hour first.</param>
/// <param name="BrokenGlasses">Access taken in an emergency, newest first; the last hundred.</param>
/// <param name="Next">Pass back as <c>after</c> to go on; null at the end.</param>
public sealed record AccessesView(IReadOnlyList<AccessView> Accesses, IReadOnlyList<BrokenGlassView> BrokenGlasses, string? Next)
{
    internal static AccessesView Of(AccessPage page, IReadOnlyList<BrokenGlass> glasses) =>
        new([.. page.Rows.Select(AccessView.Of)], [.. glasses.Select(BrokenGlassView.Of)], page.Next);
}

/// <summary>Equal accesses within an hour.</summary>
/// <param name="By">Who, as the issuer of identities names him.</param>
/// <param name="Role">patient, clinician, researcher, device, operator, privacy-officer, developer.</param>
/// <param name="Purpose">care, own-use, research, public-health, emergency, operations.</param>
/// <param name="What">Method and route.</param>
/// <param name="Data">Kinds of data: vitals, forecasts, …</param>
/// <param name="Given">False: it was refused, or failed, and nothing was shown.</param>
/// <param name="Ground">Why it was given or refused: own-record, care-team, consent-permits, broken-glass, consent-denies, nothing-permits, …</param>
/// <param name="Consent">Id and version of the consent that decided.</param>
/// <param name="Models">Versions of the models behind forecasts and simulations that were shown.</param>
/// <param name="Times">How often in that hour.</param>
public sealed record AccessView(
    string By, string Role, string Client, string Purpose, string What, IReadOnlyList<string> Data, bool Given, string Ground, string? Consent, IReadOnlyList<string> Models,
    int Times, DateTimeOffset FirstAt, DateTimeOffset LastAt)
{
    internal static AccessView Of(AccessRow row) => new(
        row.First.By, row.First.Role, row.First.Client, row.First.Purpose, row.First.What, row.First.Data, row.First.Given, row.First.Ground, row.First.Consent, row.Models,
        row.Times, row.First.At, row.LastAt);
}
