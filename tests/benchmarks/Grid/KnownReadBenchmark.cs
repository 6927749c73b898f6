using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>
/// <c>reads-known</c>: what <c>reads</c> measures, with the gateway's own issuer: each answer costs a token, the table, a consent and an audit entry more. A program with the
/// role of a clinician asks, for twins of its care team.
/// </summary>
internal static class KnownReadBenchmark
{
    private const string Team = "ward-1";

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var folder = Directory.CreateTempSubdirectory("twingrid-reads-known-").FullName;
        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TwinGrid__Identity__Issuer"] = address.ToString().TrimEnd('/'), ["TwinGrid__Identity__BuiltIn"] = "true", ["TwinGrid__Identity__TokenMinutes"] = "60",
            ["TwinGrid__Admission__PerCredential"] = "1000000",
        };
        var hospital = await Secret(folder, settings, "hospital", "operator", []);
        var ward = await Secret(folder, settings, "ward", "clinician", ["--care-team", Team]);
        await using (var grid = new GridUnderLoad(await GatewayProcess.Start(["--data", folder], settings, address).Ready()))
        {
            string[] names = [.. Enumerable.Range(0, ReadBenchmark.Twins).Select(SixSigns.TwinName)];
            grid.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await Token(grid, "hospital", hospital));
            await grid.Register(names.Length);
            await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 128 }, async (name, cancel) => (await grid.Http.PutAsync($"/v1/twins/{name}/care-teams/{Team}", null, cancel)).EnsureSuccessStatusCode());
            var token = await Token(grid, "ward", ward);
            grid.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            await Observe(grid, names);
            string[] looks = [.. names.Select(name => $"/v1/twins/{name}")];
            await ReadBenchmark.Read(grid, looks, ReadBenchmark.WarmUp, token);
            var look = await ReadBenchmark.Read(grid, looks, ReadBenchmark.Length, token);
            await ReadBenchmark.Read(grid, ["/healthz"], ReadBenchmark.WarmUp);
            var empty = await ReadBenchmark.Read(grid, ["/healthz"], ReadBenchmark.Length);
            yield return new("a twin at a glance, asked with a token", look.PerSecond, "answers/s", new() { ["emptyRoute"] = empty.PerSecond, ["emptyRouteServerMicroseconds"] = empty.ServerMicroseconds },
                new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["twins"] = names.Length, ["connections"] = ReadBenchmark.Connections, ["bytesAnAnswer"] = look.Bytes, ["p50Ms"] = look.Times.At(.5), ["p99Ms"] = look.Times.At(.99),
                    ["serverMicrosecondsAnAnswer"] = look.ServerMicroseconds, ["cores"] = Environment.ProcessorCount,
                    ["where"] = "as reads, with identities: token, table, consent on lease, audit entry written before each answer; one packet a twin",
                });
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task Observe(GridUnderLoad grid, string[] names)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        (string Code, string Value, string Unit)[] values = [("8867-4", "72", "/min"), ("9279-1", "15", "/min"), ("59408-5", "97", "%"), ("8480-6", "121", "mm[Hg]"), ("8462-4", "78", "mm[Hg]"), ("8310-5", "36.8", "Cel")];
        var signs = string.Join(',', values.Select(sign => $$"""{"code":"{{sign.Code}}","value":{{sign.Value}},"unit":"{{sign.Unit}}","observedAt":"{{now}}"}"""));
        var lines = string.Join('\n', names.Select(name => $$"""{"twinId":"{{name}}","deviceId":"monitor","sequence":1,"samples":[{{signs}}]}"""));
        using var answer = await grid.Http.PostAsync("/v1/vitals", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"));
        var refused = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(line => !line.Contains("\"status\":202", StringComparison.Ordinal));
        if (refused is not null) throw new InvalidOperationException($"A packet was refused: {refused}");
    }

    private static async Task<string> Token(GridUnderLoad grid, string client, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "client_credentials", ["scope"] = "system/*.cruds" }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{client}:{secret}")));
        using var answer = await grid.Http.SendAsync(request);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!.GetValue<string>();
    }

    /// <summary>Adds a program on the command line; its secret.</summary>
    private static async Task<string> Secret(string folder, Dictionary<string, string> settings, string name, string role, string[] more)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.BuildOutput("gateway", "TwinGrid.Gateway"), "identity", "add-program", name, "--role", role, "--scopes", "system/*.cruds", .. more, "--data", folder]) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (key, value) in settings) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var secret = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? secret : throw new InvalidOperationException($"'{name}' could not be added.");
    }
}
