using System.Net.Http.Json;
using System.Net;
using System.Text.Json.Nodes;
using TwinGrid.Testbed;

namespace TwinGrid.SystemTests.Processes;

/// <summary>A real gateway, with or without a silo in it.</summary>
public sealed class GatewayProcess : GridProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private GatewayProcess(Uri address, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
        : base("gateway", "TwinGrid.Gateway", [.. arguments, "--urls", address.ToString().TrimEnd('/')], environment)
    {
        Address = address;
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>An embedded grid on a data folder.</summary>
    public static Task<GatewayProcess> Embedded(string dataFolder, params string[] more) => Ready(Start(["--data", dataFolder, .. more]));

    /// <summary>A gateway to the silos that share a PostgreSQL.</summary>
    public static Task<GatewayProcess> OfClinic(string connectionString) =>
        Ready(Start([], new Dictionary<string, string>(StringComparer.Ordinal) { ["TwinGrid__Cluster"] = "PostgreSql", ["TwinGrid__PostgreSql"] = connectionString }));

    /// <summary>Starts with these arguments, and does not wait.</summary>
    public static GatewayProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        new(new Uri($"http://127.0.0.1:{LoopbackPort.Free()}"), arguments, environment);

    public async Task Register(string twin, object? profile = null)
    {
        using var answer = await Http.PutAsJsonAsync($"/v1/twins/{twin}", profile ?? new { birthDate = "1960-05-04", sex = "female", heightCm = 162, weightKg = 61, conditions = Array.Empty<string>() });
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    public async Task<JsonNode> Get(string path)
    {
        using var answer = await Http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"GET {path}: {text}");
        return JsonNode.Parse(text)!;
    }

    public async Task<JsonNode> Post(string path, object body)
    {
        using var answer = await Http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"POST {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private static async Task<GatewayProcess> Ready(GatewayProcess gateway)
    {
        await Eventually.Holds(gateway.IsReady, Patience, () => $"The gateway was never ready:\n{gateway.Said}");
        return gateway;
    }

    private async Task<bool> IsReady()
    {
        if (HasExited) throw new InvalidOperationException($"The gateway ended:\n{Said}");
        try
        {
            using var answer = await Http.GetAsync("/readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }
}
