using System.Collections.Frozen;

namespace TwinGrid.Gateway.Identity.Scopes;

/// <summary>All that a token was granted. What is not understood grants nothing.</summary>
public sealed class GrantedScopes
{
    /// <summary>Scope of the operator's work that is about no resource: verifying, the dashboard of the grains.</summary>
    public const string Operate = "operate";

    private readonly SmartScope[] _scopes;
    private readonly FrozenSet<string> _words;

    private GrantedScopes(IEnumerable<string> words)
    {
        _words = words.ToFrozenSet(StringComparer.Ordinal);
        _scopes = [.. _words.Select(word => SmartScope.TryParse(word, out var scope) ? scope : (SmartScope?)null).OfType<SmartScope>()];
    }

    /// <summary>Everything: for the development operator.</summary>
    public static GrantedScopes Everything { get; } = Read("system/*.cruds operate");

    public static GrantedScopes None { get; } = Read("");

    /// <summary>Reads the scopes of a token, separated by spaces.</summary>
    public static GrantedScopes Read(string scopes) => new(scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public bool Has(string word) => _words.Contains(word);

    /// <summary>Whether one of the scopes grants this on a kind of resource.</summary>
    /// <param name="onlyPatients">True where all that is granted is about one patient's own record.</param>
    public bool Grants(string resource, Permissions wanted, out bool onlyPatients)
    {
        var (granted, wider) = (false, false);
        foreach (var scope in _scopes)
        {
            if (!scope.Grants(resource, wanted)) continue;
            granted = true;
            wider |= scope.Context != ScopeContext.Patient;
        }
        onlyPatients = granted && !wider;
        return granted;
    }

    public override string ToString() => string.Join(' ', _words.Order(StringComparer.Ordinal));
}
