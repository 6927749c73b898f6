using TwinGrid.Access;
using TwinGrid.Gateway.Identity.Scopes;

namespace TwinGrid.Gateway.Access;

/// <summary>What somebody must show at a route.</summary>
internal enum Door : byte
{
    /// <summary>Nothing: there is no patient's data behind it.</summary>
    Open = 0,

    /// <summary>An access token.</summary>
    Token = 1,

    /// <summary>The cookie of somebody who signed in.</summary>
    Page = 2,
}

/// <summary>Whom a route is about.</summary>
internal enum About : byte
{
    /// <summary>No patient.</summary>
    Nobody = 0,

    /// <summary>The twin that the address names.</summary>
    Twin = 1,

    /// <summary>The twin of the alert that the address names.</summary>
    Alert = 2,

    /// <summary>Several twins, or those that the body names: the handler asks for each through its <see cref="Sight"/>.</summary>
    Several = 3,

    /// <summary>The study that the address names: of researchers, those who work for it. The handler asks for each twin through its <see cref="Sight"/>.</summary>
    Study = 4,
}

/// <summary>One line of the table: a route, and who may do what there.</summary>
/// <param name="Route">Method and pattern, as <c>GET /v1/twins/{id}</c>; of pages and files the beginning of the address, ending in <c>*</c>.</param>
internal sealed record RouteRow(string Route, Door Door)
{
    public Who Who { get; init; }

    public About About { get; init; }

    public Operation Operation { get; init; } = Operation.Read;

    public DataClass Data { get; init; }

    /// <summary>Scopes that are needed, all of them.</summary>
    public IReadOnlyList<NeededScope> Scopes { get; init; } = [];

    /// <summary>Roles for which no consent is asked: what they do here shows them nothing of the patient.</summary>
    public Who WithoutConsent { get; init; }

    /// <summary>True where the answer goes on for long: who came is written down at the beginning.</summary>
    public bool IsStream { get; init; }

    /// <summary>True where the address names a kind of resource, which decides what is touched and which scopes are needed.</summary>
    public bool IsByType => Route.Contains("{type}", StringComparison.Ordinal);

    /// <summary>True where somebody's access is written into the audit trail. Vital signs that are taken are their own record.</summary>
    public bool IsAudited => Door == Door.Token && Data != DataClass.None && Operation != Operation.Append;
}

/// <summary>A permission on a kind of resource, or a word of its own.</summary>
internal readonly record struct NeededScope(string Resource, Permissions Permissions)
{
    /// <summary>Reads <c>Observation.rs</c>, or a word.</summary>
    public static NeededScope Read(string text) =>
        SmartScope.TryParse($"user/{text}", out var scope) ? new(scope.Resource, scope.Permissions) : new(text, Permissions.None);

    public bool IsWord => Permissions == Permissions.None;

    public override string ToString() => IsWord ? Resource : new SmartScope(ScopeContext.User, Resource, Permissions).ToString()["user/".Length..];
}
