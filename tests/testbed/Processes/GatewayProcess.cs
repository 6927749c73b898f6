using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace TwinGrid.Testbed.Processes;

/// <summary>A real gateway, with or without a silo in it.</summary>
public sealed class GatewayProcess : GridProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private GatewayProcess(Uri address, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, ReadOnlySpan<string> under)
        : base("gateway", "TwinGrid.Gateway", [.. arguments, "--urls", address.ToString().TrimEnd('/')], environment, under)
    {
        Address = address;
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>An embedded grid on a data folder.</summary>
    public static Task<GatewayProcess> Embedded(string dataFolder, params string[] more) => Start(["--data", dataFolder, .. more]).Ready();

    /// <summary>A gateway to the silos that share a PostgreSQL.</summary>
    public static Task<GatewayProcess> OfClinic(string connectionString) =>
        Start([], new Dictionary<string, string>(StringComparer.Ordinal) { ["TwinGrid__Cluster"] = "PostgreSql", ["TwinGrid__PostgreSql"] = connectionString }).Ready();

    /// <summary>Starts with these arguments, and does not wait.</summary>
    /// <param name="address">Where it serves; a free port of this machine when null.</param>
    /// <param name="under">A program that starts it.</param>
    public static GatewayProcess Start(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, Uri? address = null, params ReadOnlySpan<string> under) =>
        new(address ?? new Uri($"http://127.0.0.1:{LoopbackPort.Free()}"), arguments, environment, under);

    /// <summary>Waits until it serves.</summary>
    public async Task<GatewayProcess> Ready()
    {
        await Eventually.Holds(IsReady, Patience, () => $"The gateway was never ready:\n{Said}");
        return this;
    }

    /// <summary>True when it can do its work now.</summary>
    public async Task<bool> IsReady()
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

    public async Task Register(string twin, object? profile = null)
    {
        using var answer = await Http.PutAsJsonAsync($"/v1/twins/{twin}", profile ?? new { birthDate = "1960-05-04", sex = "female", heightCm = 162, weightKg = 61, conditions = Array.Empty<string>() });
        await Check(answer, $"PUT {twin}");
    }

    /// <exception cref="HttpRequestException">The answer was no success.</exception>
    public async Task<JsonNode> Get(string path)
    {
        using var answer = await Http.GetAsync(path);
        return JsonNode.Parse(await Check(answer, $"GET {path}"))!;
    }

    public async Task<JsonNode> Post(string path, object body)
    {
        using var answer = await Http.PostAsJsonAsync(path, body);
        return JsonNode.Parse(await Check(answer, $"POST {path}"))!;
    }

    private static async Task<string> Check(HttpResponseMessage answer, string question)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new HttpRequestException($"{question}: {(int)answer.StatusCode} {text}", null, answer.StatusCode);
    }
}
