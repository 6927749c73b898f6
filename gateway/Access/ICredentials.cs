namespace TwinGrid.Gateway.Access;

/// <summary>Reads what somebody shows at a door. Safe for concurrent use.</summary>
internal interface ICredentials
{
    /// <summary>The credential; <see cref="Credential.None"/> where nothing is shown, <see cref="Credential.Refused"/> where it does not hold.</summary>
    ValueTask<Credential> Of(HttpContext context, Door door);
}

/// <summary>Without an issuer of identities everyone on this machine is the developer.</summary>
internal sealed class DevelopmentCredentials : ICredentials
{
    public ValueTask<Credential> Of(HttpContext context, Door door) => new(Credential.Development);
}
