using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>A client of bulk exports: orders, asks until it is ready, fetches.</summary>
internal sealed class Bulk(HttpClient http, string? token = null)
{
    public async Task<Answer> Ask(HttpMethod method, string path, string? prefer = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (prefer is not null) request.Headers.TryAddWithoutValidation("Prefer", prefer);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Answer.Of(http.SendAsync(request));
    }

    /// <summary>Orders an export; where its status is.</summary>
    public async Task<string> Order(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Prefer", "respond-async");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return answer.Content.Headers.ContentLocation!.PathAndQuery;
    }

    /// <summary>The answer when it is over.</summary>
    public async Task<Answer> End(string status)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var answer = await Ask(HttpMethod.Get, status);
            if (answer.Status != HttpStatusCode.Accepted) return answer;
            answer.Headers.GetValues("X-Progress").ShouldNotBeEmpty();
            answer.Headers.RetryAfter.ShouldNotBeNull();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Lines of all files, by kind.</summary>
    public async Task<Dictionary<string, List<JsonElement>>> Fetch(Answer manifest)
    {
        manifest.Status.ShouldBe(HttpStatusCode.OK, manifest.Text);
        var lines = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        foreach (var file in manifest.Json.GetProperty("output").EnumerateArray())
        {
            var answer = await Ask(HttpMethod.Get, new Uri(file.GetProperty("url").GetString()!).PathAndQuery);
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
            answer.MediaType!.MediaType.ShouldBe("application/fhir+ndjson");
            var type = file.GetProperty("type").GetString()!;
            if (!lines.TryGetValue(type, out var all)) lines[type] = all = [];
            all.AddRange(answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement));
        }
        return lines;
    }
}
