using System.Net.Http.Headers;

namespace TwinGrid.Devices.Uplink;

/// <summary>The access token that commands show to a gateway with an issuer of identities. It comes from the environment, never from the command line, which others can read.</summary>
public static class AccessToken
{
    public const string Variable = "TWINGRID_TOKEN";

    /// <summary>Has a client show the token with each request; without one in the environment nothing is shown.</summary>
    public static HttpClient ShowingToken(this HttpClient http)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } token) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
