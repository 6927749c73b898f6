using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using TwinGrid.Gateway.Access;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;
using Xunit.Abstractions;

namespace TwinGrid.Gateway.Tests.Access;

/// <summary>
/// The smart patients A to D, and the child and parent of the compartment leak (one's observations focus on the other, and come from the other's device), become twins of a real grid:
/// grains, log, stores, audit trail, vault. Then each, with a token of his own, asks every running endpoint for the others.
/// </summary>
public sealed class Patients_look_for_each_other(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string[] Bundles = ["SmartPatientA", "SmartPatientB", "SmartPatientC", "SmartPatientD", "SmartCommon", "SmartCompartmentLeak"];

    private readonly Dictionary<string, Someone> _people = new(StringComparer.Ordinal);
    private TestIssuer _issuer = null!;
    private WholeGrid _grid = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private IEnumerable<RouteEndpoint> Served => ((IEndpointRouteBuilder)_grid.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    public async Task InitializeAsync()
    {
        _issuer = await TestIssuer.Start();
        _grid = await WholeGrid.Start(_issuer, hasPages: true);
    }

    [SkippableFact]
    public async Task and_find_nothing_of_them()
    {
        ReadBundles();
        _people.Count.ShouldBe(6);
        foreach (var one in _people.Values) await Admit(one);
        await Eventually.Holds(async () => (await Task.WhenAll(_people.Values.Select(async one => (await Get(one.Token, $"/v1/twins/{one.Id}")).Text.Contains(one.Values[^1], StringComparison.Ordinal)))).All(shown => shown),
            TimeSpan.FromMinutes(2), () => "A twin does not show what was sent.");
        var before = await Everything();

        _people.Values.ShouldAllBe(one => one.Alerts.Count > 0, "each has an alert that the others may not find");

        var (requests, bytes, routes, found) = (0, 0L, new HashSet<string>(StringComparer.Ordinal), new List<string>());
        await Task.WhenAll(_people.Values.Select(async one =>
        {
            foreach (var route in Served.SelectMany(AccessTable.RoutesOf))
                foreach (var path in Paths(route, one))
                {
                    var answer = await Try(one, route, path);
                    // What was asked for may be said again: the address, and of a packet whose it should be.
                    var echoes = path.Split('/', '?', '=', '&').Where(part => part.Length > 4).Append(path.StartsWith("/v1/vitals", StringComparison.Ordinal) ? Target(one) : " ");
                    var text = echoes.Aggregate(answer, (all, part) => all.Replace(part, "", StringComparison.Ordinal));
                    lock (found)
                    {
                        (requests, bytes) = (requests + 1, bytes + answer.Length);
                        routes.Add(route);
                        found.AddRange(_people.Values.Where(other => other != one).SelectMany(other => other.Needles).Where(needle => text.Contains(needle, StringComparison.OrdinalIgnoreCase))
                            .Select(needle => $"{one.Id} finds '{needle}' at {route}"));
                    }
                }
        }));
        output.WriteLine($"{_people.Count} patients, {routes.Count} routes, {requests} requests, {bytes} bytes searched for {_people.Values.Sum(one => one.Needles.Count)} words and numbers: {found.Count} found");
        found.ShouldBeEmpty();
        requests.ShouldBeGreaterThan(_people.Count * routes.Count);
        bytes.ShouldBeGreaterThan(10_000);
        (await Everything()).ShouldBe(before, "nobody changed anything of anybody else");

        // That the search can find: what is everybody's own is there.
        foreach (var one in _people.Values) (await Get(one.Token, $"/v1/twins/{one.Id}/vitals?code=8867-4")).Text.ShouldContain(one.Values[0]);
    }

    public async Task DisposeAsync()
    {
        await _grid.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    /// <summary>Patients with their observations, and every other resource's id by the patient whom it names as subject, patient or beneficiary.</summary>
    private void ReadBundles()
    {
        var entries = Bundles.SelectMany(name => JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("samples", "fhir-r4", $"{name}.json"))).RootElement.GetProperty("entry").EnumerateArray())
            .Select(entry => entry.GetProperty("resource")).ToList();
        foreach (var patient in entries.Where(one => Text(one, "resourceType") == "Patient"))
        {
            var id = Text(patient, "id")!;
            var token = _issuer.Token($"subject-{_people.Count}", "patient", Identified.AllOfAPatient, Now, Identified.Claim("patient", id));
            var one = new Someone(id, Text(patient, "birthDate") ?? "1980-01-01", Text(patient, "gender") ?? "unknown", token, _people.Count);
            foreach (var name in patient.TryGetProperty("name", out var names) ? names.EnumerateArray() : [])
                if (Text(name, "family") is { Length: > 6 } family) one.Needles.Add(family);
            foreach (var identifier in patient.TryGetProperty("identifier", out var identifiers) ? identifiers.EnumerateArray() : [])
                if (Text(identifier, "value") is { Length: > 4 } value) one.Needles.Add(value);
            _people[id] = one;
        }
        foreach (var resource in entries)
            foreach (var role in (string[])["subject", "patient", "beneficiary"])
                if (resource.TryGetProperty(role, out var reference) && reference.ValueKind == JsonValueKind.Object && Text(reference, "reference") is { } to && _people.TryGetValue(to.Split('/')[^1], out var whose))
                {
                    whose.Needles.Add(Text(resource, "id")!);
                    if (Text(resource, "resourceType") == "Observation") whose.Observations.Add(Text(resource, "id")!);
                }
        foreach (var one in _people.Values) one.Observations.ShouldNotBeEmpty(one.Id);
    }

    /// <summary>Registers the twin and sends each observation as a sample whose value nobody else has and whose device is named after it; the last calls an alert.</summary>
    private async Task Admit(Someone one)
    {
        var operatorToken = _issuer.Token("operator-1", "operator", Identified.AllOfASystem, Now);
        var profile = $$"""{"birthDate":"{{one.BirthDate}}","sex":"{{(one.Gender is "female" or "male" ? one.Gender : "unknown")}}","heightCm":{{one.Height}},"weightKg":{{one.Weight}}}""";
        (await Send(operatorToken, HttpMethod.Put, $"/v1/twins/{one.Id}", profile)).Status.ShouldBe(HttpStatusCode.Created);
        var number = 0;
        foreach (var observation in one.Observations)
        {
            var value = one.NewValue(60);
            var sent = await Send(one.Token, HttpMethod.Post, $"/v1/twins/{one.Id}/vitals", Packet(observation, "8867-4", value, "/min", Now.AddMinutes(-60 + ++number)));
            sent.Status.ShouldBe(HttpStatusCode.Accepted, sent.Text);
        }
        var low = one.NewValue(40);
        (await Send(one.Token, HttpMethod.Post, $"/v1/twins/{one.Id}/vitals", Packet($"{one.Id}-cgm", "99504-3", low, "mg/dL", Now.AddMinutes(-1)))).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    private static string Packet(string device, string code, string value, string unit, DateTimeOffset at) =>
        $$"""{"deviceId":"{{device}}","sequence":1,"samples":[{"code":"{{code}}","value":{{value}},"unit":"{{unit}}","observedAt":"{{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}]}""";

    /// <summary>Addresses of a route: of each of the others, of somebody who is not there, and to look only, one's own.</summary>
    private IEnumerable<string> Paths(string route, Someone asker)
    {
        var pattern = route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        var ids = _people.Values.Where(other => other != asker).Select(other => other.Id).Append("nobody-at-all");
        if (route.StartsWith("GET", StringComparison.Ordinal)) ids = ids.Append(asker.Id);
        if (!pattern.Contains('{', StringComparison.Ordinal)) return [Queried(pattern)];
        if (!pattern.StartsWith("/v1/", StringComparison.Ordinal) && !pattern.StartsWith("/twins/", StringComparison.Ordinal)) ids = ids.Take(1); // files and pages without a patient
        return ids.Select(id => Queried(string.Join('/', pattern.Split('/').Select(part => !part.StartsWith('{') ? part : part switch
        {
            "{id}" when pattern.Contains("/alerts/", StringComparison.Ordinal) => _people.TryGetValue(id, out var whose) && whose.Alerts.Count > 0 ? whose.Alerts[0] : $"{id}~0123456789abcdef",
            "{id}" or "{Id}" => id,
            _ => part.Trim('{', '}', '*').Split(':')[0],
        }))));
    }

    /// <summary>For whom somebody sends in the middle of a stream.</summary>
    private string Target(Someone one) => _people.Keys.First(id => id != one.Id);

    private static string Queried(string path) => path switch
    {
        _ when path.EndsWith("/vitals", StringComparison.Ordinal) => path + "?code=8867-4",
        _ when path.EndsWith("/forecast", StringComparison.Ordinal) || path.EndsWith("/course", StringComparison.Ordinal) => path + "?signal=glucose",
        _ => path.Replace("*", "", StringComparison.Ordinal),
    };

    /// <summary>All that comes back: status, headers, body; of a stream what comes first.</summary>
    private async Task<string> Try(Someone one, string route, string path)
    {
        var method = route.Split(' ')[0];
        using var request = new HttpRequestMessage(method == "*" ? HttpMethod.Get : new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", one.Token);
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
        {
            var body = path.EndsWith("/vitals", StringComparison.Ordinal) || route == "POST /v1/vitals" ? Packet("intruder", "8867-4", "77", "/min", Now) : "{}";
            if (route == "POST /v1/vitals") body = body.Insert(1, $"\"twinId\":\"{Target(one)}\",");
            if (path.EndsWith("/consent", StringComparison.Ordinal)) body = """{"provision":[{"type":"permit","purpose":["research"]}]}""";
            if (path.EndsWith("/whatif", StringComparison.Ordinal)) body = """{"signal":"glucose","events":[{"kind":"meal","amount":30,"inMinutes":5}]}""";
            request.Content = new StringContent(body, Encoding.UTF8, route == "POST /v1/vitals" ? "application/x-ndjson" : "application/json");
        }
        using var answer = await _grid.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var text = new StringBuilder().Append(answer.Headers).Append(answer.Content.Headers);
        if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream") return text.Append(await answer.Content.ReadAsStringAsync()).ToString();
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var (stream, buffer) = (await answer.Content.ReadAsStreamAsync(enough.Token), new byte[65536]);
        try
        {
            while (await stream.ReadAsync(buffer, enough.Token) is > 0 and var read) text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (OperationCanceledException)
        {
            return text.ToString(); // a stream goes on for ever
        }
        return text.ToString();
    }

    /// <summary>What stands of everybody, as each himself sees it; who looked is left out, for that grew.</summary>
    private async Task<string> Everything()
    {
        var all = new StringBuilder();
        foreach (var one in _people.Values)
            foreach (var path in (string[])["vitals?code=8867-4", "vitals?code=99504-3", "consent", "care-teams"]) all.AppendLine((await Get(one.Token, $"/v1/twins/{one.Id}/{path}")).Text);
        foreach (var one in _people.Values)
        {
            using var alerts = JsonDocument.Parse((await Get(one.Token, "/v1/alerts")).Text);
            foreach (var alert in alerts.RootElement.GetProperty("alerts").EnumerateArray().Where(alert => alert.GetProperty("signal").GetString() == "glucose"))
            {
                one.Alerts.Add(alert.GetProperty("id").GetString()!);
                all.AppendLine(CultureInfo.InvariantCulture, $"{alert.GetProperty("id")} {alert.GetProperty("state")}");
            }
        }
        return System.Text.RegularExpressions.Regex.Replace(all.ToString(), "\"to\":\"[^\"]*\"", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10)); // until when was asked
    }

    private Task<Answer> Get(string token, string path) => Send(token, HttpMethod.Get, path);

    private Task<Answer> Send(string token, HttpMethod method, string path, string? json = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Answer.Of(_grid.Http.SendAsync(request));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>One patient, and all by which he would be known.</summary>
    private sealed record Someone(string Id, string BirthDate, string Gender, string Token, int Number)
    {
        public string Height { get; } = string.Create(CultureInfo.InvariantCulture, $"{160 + Number}.371");

        public string Weight { get; } = string.Create(CultureInfo.InvariantCulture, $"{60 + Number}.829");

        public List<string> Observations { get; } = [];

        public List<string> Values { get; } = [];

        public List<string> Alerts { get; } = [];

        /// <summary>Ids, names, numbers: what must not be found elsewhere.</summary>
        public HashSet<string> Needles { get; } = [Id];

        public string NewValue(int about)
        {
            Values.Add(string.Create(CultureInfo.InvariantCulture, $"{about + Number}.{Number + 1}{Values.Count + 1}73"));
            Needles.UnionWith([Values[^1], Height, Weight]);
            return Values[^1];
        }
    }
}
