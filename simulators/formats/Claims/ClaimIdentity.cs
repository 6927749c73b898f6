namespace TwinGrid.Formats.Claims;

/// <summary>
/// Who a receipt is about, as the insurer and the institution know it. It goes to the identity vault and nowhere else: it writes itself without its values. The name is not read at all.
/// </summary>
/// <param name="InsuredPerson">Insurer, symbol, number and branch in one key, <c>01010016:12:345:01</c>; null where there is no insurer.</param>
/// <param name="PublicFunds">Funds with the recipient's number, <c>83136019:1111111</c>.</param>
/// <param name="Institution">Prefecture, table of points and number of the institution, ten digits.</param>
/// <param name="Chart">The institution's own number of the patient; null where there is none.</param>
/// <param name="BirthDate">Null where the file has none.</param>
/// <param name="IsFemale">Null where the file does not say.</param>
public sealed record ClaimIdentity(string? InsuredPerson, IReadOnlyList<string> PublicFunds, string Institution, string? Chart, DateOnly? BirthDate, bool? IsFemale)
{
    public override string ToString() => "a person of a receipt (values withheld)";
}
