using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.HealthRecords;

namespace TwinGrid.Gateway.Api.Fhir.Subscriptions;

/// <summary>
/// Tells the endpoint of a rest-hook: an empty POST, or with a payload a PUT of the resource below it. It follows no redirect and no proxy, and reads nothing of the answer but its status: whoever is allowed as
/// an endpoint cannot send it elsewhere.
/// </summary>
internal sealed class SubscriptionPost(SubscriptionOptions options) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = Patience };

    /// <summary>Tells; with no resource that there is something, or that the endpoint is to be seen to answer.</summary>
    /// <returns>Null when the endpoint took it, else why not.</returns>
    public async Task<string?> Tell(SubscriptionState state, ResourceName? name, byte[]? resource, CancellationToken cancel)
    {
        var channel = state.Resource["channel"];
        if (!Uri.TryCreate(References.Text(channel, "endpoint"), UriKind.Absolute, out var endpoint) || !options.Allows(endpoint)) return "The endpoint is none of those that may be told any more.";
        var payload = References.Text(channel, "payload");
        using var request = payload is null || resource is null ? new HttpRequestMessage(HttpMethod.Post, endpoint) : new HttpRequestMessage(HttpMethod.Put, new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{name}"));
        if (payload is not null && resource is not null)
        {
            request.Content = new ByteArrayContent(payload == FhirAnswer.Xml ? FhirFormats.ToXml(resource) : resource);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(payload) { CharSet = "utf-8" };
        }
        foreach (var line in channel?["header"] as JsonArray ?? [])
            if (line is JsonValue value && value.TryGetValue<string>(out var text) && text.Split(':', 2) is [var header, var said]) request.Headers.TryAddWithoutValidation(header.Trim(), said.Trim());
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return answer.IsSuccessStatusCode ? null : $"The endpoint answered {(int)answer.StatusCode}.";
        }
        catch (HttpRequestException error)
        {
            return $"The endpoint could not be reached: {error.HttpRequestError}.";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"The endpoint did not answer within {Patience.TotalSeconds} s.";
        }
    }

    public void Dispose() => _http.Dispose();
}
