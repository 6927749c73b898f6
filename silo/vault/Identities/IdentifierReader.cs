using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace TwinGrid.Vault.Identities;

/// <summary>Reads identifiers as people, cards and programs write them, so that the same card always comes to the same form. What is wrong is told without repeating it.</summary>
public sealed partial class IdentifierReader(VaultOptions options)
{
    /// <summary>
    /// Key of an insured person of Japan, insurer number : symbol : number : branch (JP-CLINS, http://jpfhir.jp/fhir/clins/). Insurer numbers are filled up to eight digits,
    /// branches to two. Hyphens within symbol and number count, for they may tell persons apart; everywhere else they only group.
    /// </summary>
    public const string InsuredPerson = "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID";

    private const int LongestSystem = 200, LongestValue = 128;

    private readonly HashSet<string> _twelveDigits = new(options.TwelveDigitSystems.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => System(text) ?? text), StringComparer.Ordinal);

    /// <summary>Reads an identifier.</summary>
    /// <param name="field"><c>system</c> or <c>value</c>: which of them is wrong.</param>
    /// <param name="fault">What is wrong with it.</param>
    public bool TryRead(string system, string value, [NotNullWhen(true)] out PatientIdentifier? identifier, out string field, out string fault)
    {
        (identifier, field, fault) = (null, "system", "must be an address such as http://hospital.example/patients, or an OID such as urn:oid:1.2.392.100495.20.3.51.11318814790");
        if (System(system) is not { } named) return false;
        field = "value";
        var plain = PlainForm.Of(value);
        if (MyNumber.IsOne(plain) && !_twelveDigits.Contains(named))
        {
            fault = $"must not be a My Number (個人番号), which may not be kept here: send an identifier that was derived from it. Systems whose own values have twelve digits are named in {VaultOptions.Section}:{nameof(VaultOptions.TwelveDigitSystems)}";
            return false;
        }
        fault = $"must have 1 to {LongestValue} characters besides spaces and hyphens, none of them a control character";
        if (plain.Any(char.IsControl) || plain.Length > LongestValue) return false;
        if (named == InsuredPerson)
        {
            fault = "must be insurer number : symbol : number : branch, as 00012345:12:345:01; without a branch it ends with the colon";
            if (Insured().Match(plain) is not { Success: true } parts) return false;
            plain = $"{parts.Groups["insurer"].Value.Replace("-", "", StringComparison.Ordinal).PadLeft(8, '0')}:{parts.Groups["symbol"].Value}:{parts.Groups["number"].Value}:{(parts.Groups["branch"].Value is { Length: > 0 } branch ? branch.PadLeft(2, '0') : "")}";
        }
        else
        {
            plain = plain.Replace("-", "", StringComparison.Ordinal);
        }
        if (plain.Length == 0) return false;
        (identifier, field, fault) = (new PatientIdentifier(named, plain), "", "");
        return true;
    }

    /// <summary>A system in its one form; null where it is none.</summary>
    private static string? System(string text)
    {
        text = PlainForm.Of(text);
        if (Oid().IsMatch(text)) return $"urn:oid:{text}";
        if (text.Length > LongestSystem || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || text.Any(letter => letter is <= ' ' or > '~')) return null;
        if (uri.Scheme is "http" or "https") return uri.Query.Length + uri.Fragment.Length + uri.UserInfo.Length > 0 ? null : $"{uri.Scheme}://{uri.Authority}{text[(text.IndexOf("//", StringComparison.Ordinal) + 2 + AuthorityLength(text))..]}";
        if (uri.Scheme != "urn") return null;
        var name = text["urn:".Length..];
        return name.IndexOf(':', StringComparison.Ordinal) is > 0 and var end && end + 1 < name.Length ? $"urn:{name[..end].ToLowerInvariant()}{name[end..]}" : null;
    }

    /// <summary>Characters of host and port as they were written; an address has them in one form.</summary>
    private static int AuthorityLength(string address)
    {
        var begin = address.IndexOf("//", StringComparison.Ordinal) + 2;
        return (address.IndexOf('/', begin) is >= 0 and var end ? end : address.Length) - begin;
    }

    [GeneratedRegex(@"^[0-2](\.(0|[1-9][0-9]*))+$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Oid();

    [GeneratedRegex(@"^(?<insurer>[0-9][0-9-]{0,9}):(?<symbol>[^:]*):(?<number>[^:]+):(?<branch>[0-9]{0,2})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Insured();
}
