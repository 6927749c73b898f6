using TwinGrid.Gateway.Identity.Scopes;
using OpenIddict.Abstractions;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>What of the scopes that a client asks for it is granted: the common part of what it asks and what it was registered for, written as version 2 has it.</summary>
internal static class GrantableScopes
{
    /// <summary>Scopes that say something about the session and grant no data.</summary>
    private static readonly HashSet<string> OfTheSession = new([OpenIddictConstants.Scopes.OpenId, "fhirUser", "launch/patient", OpenIddictConstants.Scopes.OfflineAccess], StringComparer.Ordinal);

    /// <param name="isProgram">True for a program that acts by itself: scopes of <c>system/</c> only; false: all but those.</param>
    public static IReadOnlyList<string> Granted(IEnumerable<string> asked, string registered, bool isProgram)
    {
        var most = registered.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var mostSmart = most.Select(word => SmartScope.TryParse(word, out var scope) ? scope : (SmartScope?)null).OfType<SmartScope>().ToList();
        var granted = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var word in asked)
        {
            if (SmartScope.TryParse(word, out var scope))
            {
                if (scope.Context == ScopeContext.System != isProgram) continue;
                foreach (var common in mostSmart.Select(limit => Common(scope, limit)).OfType<SmartScope>()) granted.Add(common.ToString());
            }
            else if (word == GrantedScopes.Operate ? most.Contains(word, StringComparer.Ordinal) : !isProgram && OfTheSession.Contains(word)) granted.Add(word);
        }
        return [.. granted];
    }

    private static SmartScope? Common(SmartScope asked, SmartScope limit)
    {
        var permissions = asked.Permissions & limit.Permissions;
        if (asked.Context != limit.Context || permissions == Permissions.None || (asked.Resource != "*" && limit.Resource != "*" && asked.Resource != limit.Resource)) return null;
        return new SmartScope(asked.Context, asked.Resource == "*" ? limit.Resource : asked.Resource, permissions);
    }
}
