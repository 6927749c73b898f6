using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary><c>POST /v1/devices/credential</c>: a device changes its secret.</summary>
internal static class DeviceCredentialRoute
{
    public static void MapDeviceCredential(this WebApplication app) => app.MapPost("/v1/devices/credential", Post).WithTags("Devices")
        .Summary("rotateCredential", "Hand the device that asks a new secret", "The older one holds until the new one is used for the first time; asked again, the answer before is worth nothing.")
        .Answers<DeviceCredential>(200, """{"clientId":"cgm-1","clientSecret":"…"}""").Refuses(401, 403, 404);

    public static async Task<IResult> Post(HttpContext context, Clients clients)
    {
        var id = Callers.Of(context).ClientId;
        return await clients.Rotate(id, context.RequestAborted) is { } secret
            ? TypedResults.Json(new DeviceCredential(id, secret), ApiJson.Options)
            : Problem.Of(ProblemKind.NoSuchRoute, "This device has no secret here: it was taken out, or it signs with keys.");
    }
}

/// <param name="ClientId">The device.</param>
/// <param name="ClientSecret">Its new secret, which is kept nowhere here.</param>
public sealed record DeviceCredential(string ClientId, string ClientSecret);
