using System.Net.Http.Headers;
using System.Text;
using TwinGrid.Forecasts;
using TwinGrid.Gateway.Access;
using Xunit.Abstractions;

namespace TwinGrid.Gateway.Tests.Access;

/// <summary>Requests that nobody would send, to every route, let in and not. TWINGRID_FUZZ sets how many a route; the seed is printed.</summary>
public sealed class Nonsense_is_sent(ITestOutputHelper output) : Identified
{
    private const int Usually = 40;

    private static readonly string[] Bits =
    [
        "a", "b", "", " ", "..", "../../etc/passwd", "%00", "%2e%2e", "\u0000", "💉", "null", "-1", "9999999999999999999", "NaN", "1e400", "{}", "[]", "\"", "'", "' OR 1=1 --", "<script>", "a~0", "a~0123456789abcdef",
        "2026-03-01T08:30:00Z", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59Z", "PT4H", "P999999999D", "glucose", "99504-3", "stateHash", "open", "true", "AAAA", new string('x', 300),
    ];

    private static readonly string[] Bodies =
    [
        "", "{", "[]", "{}", "null", "\"x\"", "1", "{\"a\":{\"a\":{\"a\":{}}}}", "{\"deviceId\":\"m\",\"sequence\":1,\"samples\":[]}", "{\"deviceId\":\"m\",\"sequence\":-1,\"samples\":[{}]}",
        "{\"samples\":[{\"code\":\"99504-3\",\"value\":1e999,\"unit\":\"mg/dL\",\"observedAt\":\"2026-03-01T08:30:00Z\"}],\"deviceId\":\"m\",\"sequence\":1}", "{\"signal\":\"glucose\",\"events\":[{\"kind\":\"meal\",\"amount\":-1}]}",
        "{\"who\":\"\\ud800\"}", "{\"minutes\":99999999999}", "{\"birthDate\":\"2020-02-30\",\"sex\":\"x\",\"heightCm\":-1}", "{\"provision\":[{\"type\":\"permit\",\"provision\":[{\"type\":\"deny\"}]}]}", "\ufeff{}", "\0\0\0",
        "{\"kind\":\"count\",\"epsilon\":0.001}", "{\"kind\":\"mean\",\"of\":\"age\",\"low\":-1e308,\"high\":1e308,\"epsilon\":1e-300}", "{\"kind\":\"histogram\",\"of\":\"weight\",\"edges\":[0,1e999],\"where\":{\"sex\":[]},\"epsilon\":10}",
        "{\"kind\":\"anonymised\"}", "{\"kind\":\"pseudonymised\",\"signals\":[\"glucose\",7],\"from\":\"0001-01-01T00:00:00Z\",\"to\":\"9999-12-31T23:59:59Z\"}", "{\"pseudonym\":\"7KQ2M-04FTA-9XW1C\",\"reason\":\"x\"}",
    ];

    private static readonly string[] Headers = ["Last-Event-ID", "If-Match", "X-Purpose-Of-Use", "X-Request-Id", "Accept", "Origin", "Range", "If-None-Match", "Cookie"];

    private static readonly string[] Queries = ["limit", "after", "state", "severity", "code", "from", "to", "points", "next", "signal", "horizon", "asOf", "include", "twin", "version"];

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(base.Settings, StringComparer.Ordinal) { ["TwinGrid:Admission:PerCredential"] = "1000000" };

    [Fact]
    public async Task and_no_route_breaks()
    {
        var each = int.TryParse(Environment.GetEnvironmentVariable("TWINGRID_FUZZ"), out var asked) ? asked : Usually;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TWINGRID_SEED"), out var given) ? given : 20260301;
        Verdicts.Rule = _ => true;
        foreach (var twin in (string[])["a", "b"]) Grid.Twin(twin).Past = (signal, from, _) => new ModelCourse(signal, from, TimeSpan.FromMinutes(10), [71, double.NaN], "vital-trend/1");
        var (answers, broken) = (new SortedDictionary<int, int>(), new List<string>());
        (Who Who, string Token)[] tokens = [(Who.Patient, Patient()), (Who.Clinician, Clinician()), (Who.Device, Device()), (Who.Operator, Operator()), (Who.PrivacyOfficer, PrivacyOfficer()), (Who.Researcher, Researcher())];
        var routes = AccessTable.Rows.Where(row => row.Door == Door.Token && !row.Route.Contains("devices", StringComparison.Ordinal)).ToList();
        var all = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, routes.Count), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (route, _) =>
        {
            var random = new Random(seed + route);
            string[] fitting = [.. tokens.Where(pair => routes[route].Who.HasFlag(pair.Who)).Select(pair => pair.Token)];
            for (var i = 0; i < each; i++)
            {
                // Mostly somebody who may, for what lies behind the door is to be tried; now and then somebody who may not, or nobody.
                var token = random.Next(16) switch { 0 => null, 1 or 2 => tokens[random.Next(tokens.Length)].Token, _ => fitting[random.Next(fitting.Length)] };
                using var request = Nonsense(routes[route].Route, random, token);
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
                using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                var status = (int)answer.StatusCode;
                lock (answers)
                {
                    all++;
                    answers[status] = answers.GetValueOrDefault(status) + 1;
                    if (status >= 500) broken.Add($"{status} {request}");
                }
            }
        });
        output.WriteLine($"seed {seed}, {routes.Count} routes, {each} requests each: {string.Join(", ", answers.Select(pair => $"{pair.Value} × {pair.Key}"))}");
        broken.ShouldBeEmpty();
        all.ShouldBe(routes.Count * each);
        answers.Where(pair => pair.Key is not (401 or 403 or 405)).Sum(pair => pair.Value).ShouldBeGreaterThan(all / 2, "most came past the door");
    }

    private HttpRequestMessage Nonsense(string route, Random random, string? token)
    {
        var parts = route.Split(' ');
        var path = new StringBuilder(string.Join('/', parts[1].Split('/').Select(part => part.StartsWith('{') ? random.Next(5) == 0 ? Escaped(random) : Named(part, random) : part)));
        for (var i = random.Next(4); i > 0; i--) path.Append(path.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?').Append(Queries[random.Next(Queries.Length)]).Append('=').Append(Escaped(random));
        var request = new HttpRequestMessage(new HttpMethod(random.Next(10) == 0 ? "PATCH" : parts[0]), new Uri(Address, path.ToString()));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", random.Next(20) == 0 ? token[..random.Next(token.Length)] : token);
        for (var i = random.Next(3); i > 0; i--) request.Headers.TryAddWithoutValidation(Headers[random.Next(Headers.Length)], Printable(Bits[random.Next(Bits.Length)]));
        if (parts[0] is "GET") return request;
        var body = Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]);
        if (body.Length > 0 && random.Next(4) == 0) body[random.Next(body.Length)] = (byte)random.Next(256);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(6) == 0 ? Printable(Bits[random.Next(Bits.Length)]) : "application/json");
        return request;
    }

    private static string Named(string part, Random random) => part switch
    {
        "{type}" => random.Next(3) == 0 ? "Patient" : "Observation",
        "{study}" => random.Next(4) == 0 ? "study-2" : "study-1",
        "{export}" => "0123456789abcdef0123456789abcdef",
        _ => random.Next(2) == 0 ? "a" : "a~0123456789abcdef",
    };

    private static string Escaped(Random random) => Uri.EscapeDataString(Bits[random.Next(Bits.Length)]);

    private static string Printable(string text) => new([.. text.Where(letter => letter is >= ' ' and < (char)127)]);
}
