using Microsoft.AspNetCore.Components.Authorization;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Identity;
using TwinGrid.Gateway.Identity.Pages;
using TwinGrid.Gateway.Identity.Tokens;

namespace TwinGrid.Gateway.Pages.Frame;

/// <summary>Who looks at one open page.</summary>
public sealed class PageVisitor(IServiceProvider services)
{
    private Credential? _credential;

    /// <summary>The visitor's role in words; null without identities.</summary>
    public string? Role { get; private set; }

    /// <summary>Whether the visitor reviews accesses.</summary>
    public bool IsPrivacyOfficer => Role == RoleWords.Of(TwinGrid.Access.Role.PrivacyOfficer);

    /// <summary>Whether the visitor starts trials and reads them.</summary>
    public bool RunsTrials => Role == RoleWords.Of(TwinGrid.Access.Role.Researcher) || Role == RoleWords.Of(TwinGrid.Access.Role.Operator);

    /// <summary>Whether the visitor may take files in.</summary>
    public bool TakesFilesIn => Role == RoleWords.Of(TwinGrid.Access.Role.Patient) || Role == RoleWords.Of(TwinGrid.Access.Role.Clinician) || Role == RoleWords.Of(TwinGrid.Access.Role.Operator);

    /// <summary>Finds out who it is.</summary>
    public Task Look() => Credential().AsTask();

    /// <summary>What the visitor showed; the developer's without identities.</summary>
    internal async ValueTask<Credential> Credential()
    {
        if (_credential is not null) return _credential;
        if (services.GetService<CallerClaims>() is not { } claims) return _credential = Access.Credential.Development;
        var visitor = (await services.GetRequiredService<AuthenticationStateProvider>().GetAuthenticationStateAsync()).User;
        _credential = claims.Read(visitor, PageVisitors.EndOf(visitor)) ?? Access.Credential.None;
        Role = _credential.Caller is { } caller ? RoleWords.Of(caller.Role) : null;
        return _credential;
    }
}
