using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Identity.Scopes;

namespace TwinGrid.Gateway.Api.Nightscout;

/// <summary>At the routes of Nightscout a phone shows its twin's secret, and may do there what Observations are about; everywhere else, and without one, credentials are what they are.</summary>
internal sealed class UploaderCredentials(ICredentials others, UploaderOptions uploaders) : ICredentials
{
    public const string Device = "nightscout";

    private const string Header = "api-secret", Path = "/api/v1";

    private static readonly GrantedScopes Scopes = GrantedScopes.Read("system/Observation.crs");

    public ValueTask<Credential> Of(HttpContext context, Door door)
    {
        if (door != Door.Token || !context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) || Shown(context.Request) is not { } shown) return others.Of(context, door);
        if (!uploaders.TwinsBySecret.TryGetValue(shown, out var twin)) return new(Credential.Refused);
        var role = HttpMethods.IsGet(context.Request.Method) ? Role.Patient : Role.Device; // it adds as a device of the patient, and reads as what it is: the patient's own phone
        return new(new Credential(new Caller($"{Device}:{twin.Value}", role, Device) { OwnTwin = twin }, Scopes, DateTimeOffset.MaxValue) { Patient = twin, Device = Device });
    }

    /// <summary>The hash in the header, or of the secret in the address; null where neither is shown.</summary>
    private static string? Shown(HttpRequest request)
    {
        if (request.Headers[Header].ToString() is { Length: > 0 and <= 128 } header) return header.Trim();
        foreach (var name in (string[])["secret", "token"])
            if (request.Query[name].ToString() is { Length: > 0 and <= 128 } plain) return UploaderOptions.Hash(plain);
        return null;
    }
}
