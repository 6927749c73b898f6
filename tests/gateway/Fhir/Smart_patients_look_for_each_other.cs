using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Patients;
using TwinGrid.Testbed;
using TwinGrid.Vitals;
using Xunit.Abstractions;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>
/// The records of the smart patients A to D, and of the child and parent of the compartment leak, in a real grid: each with a token of his own asks for what is the others', by read, version, history,
/// search, include, count, everything, update and bundle.
/// </summary>
public sealed class Smart_patients_look_for_each_other(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string[] Bundles = ["SmartPatientA", "SmartPatientB", "SmartPatientC", "SmartPatientD", "SmartCommon", "SmartCompartmentLeak"];

    private readonly Dictionary<string, string?> _owners = new(StringComparer.Ordinal);
    private TestIssuer _issuer = null!;
    private WholeGrid _grid = null!;
    private string _notThere = "";

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private IEnumerable<string> People => _owners.Values.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public async Task InitializeAsync()
    {
        _issuer = await TestIssuer.Start();
        _grid = await WholeGrid.Start(_issuer);
    }

    [SkippableFact]
    public async Task and_find_nothing_of_them()
    {
        await Load();
        People.Count().ShouldBe(6);
        _notThere = (await Send(_issuer.Token("subject-x", "patient", Identified.AllOfAPatient, Now, Identified.Claim("patient", "smart-patient-A")), HttpMethod.Get, "/fhir/Observation/that-is-not-there")).ShouldBeOutcome(404).Text;
        var (asked, leaks) = (0, new ConcurrentQueue<string>());
        var looks = People.SelectMany(one => Looks(one).Select(look => (One: one, Look: look))).ToList();
        await Parallel.ForEachAsync(looks, new ParallelOptions { MaxDegreeOfParallelism = 48 }, async (pair, _) => // most wait for the beat at which refusals leave
        {
            Interlocked.Increment(ref asked);
            foreach (var leak in await pair.Look()) leaks.Enqueue($"{pair.One}: {leak}");
        });
        output.WriteLine($"{People.Count()} patients, {_owners.Count} resources, {asked} requests, {leaks.Count} leaks");
        leaks.ShouldBeEmpty();
    }

    /// <summary>Everything that one asks for; each gives what it should not have shown.</summary>
    private IEnumerable<Func<Task<IEnumerable<string>>>> Looks(string one)
    {
        var token = _issuer.Token($"subject-{one}", "patient", Identified.AllOfAPatient, Now, Identified.Claim("patient", one));
        foreach (var (name, owner) in _owners.Where(pair => pair.Value is not null))
        {
            foreach (var path in (string[])[$"/fhir/{name}", $"/fhir/{name}/_history", $"/fhir/{name}/_history/1"])
                yield return async () => (await Send(token, HttpMethod.Get, path)) is var answer && answer.Status == (owner == one ? HttpStatusCode.OK : HttpStatusCode.NotFound) && (owner == one || answer.Text == _notThere) ? [] : [$"{path} {answer.Status} {answer.Text}"];
        }
        foreach (var other in People.Where(other => other != one).Select(TwinId.Parse))
            foreach (var name in (string[])[$"Device/{MadeIds.Device(other, "record")}", $"RiskAssessment/{MadeIds.Forecast(other, Signal.HeartRate)}", $"Observation/{MadeIds.Measured(other, Signal.HeartRate, Now, "record")}"])
                yield return async () => (await Send(token, HttpMethod.Get, $"/fhir/{name}")) is var answer && answer.Status == HttpStatusCode.NotFound && answer.Text == _notThere ? [] : [$"{name} {answer.Status} {answer.Text}"];
        foreach (var type in RecordTypes.All)
            foreach (var query in Queries(type, one))
                yield return async () =>
                {
                    var answer = await Send(token, HttpMethod.Get, $"/fhir/{type.Name}?_count=500&{query}");
                    answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
                    var own = _owners.Count(pair => pair.Key.StartsWith($"{type.Name}/", StringComparison.Ordinal) && (pair.Value == one || pair.Value is null));
                    own += Names(answer).Count(name => IsMade(name) && OwnerOf(name) == one);
                    return Foreign(answer, one).Select(name => $"{type.Name}?{query} shows {name}").Concat(answer.Json.GetProperty("total").GetInt64() > own ? [$"{type.Name}?{query} counts {answer.Json.GetProperty("total")} of {own}"] : []);
                };
        foreach (var other in People)
            yield return async () =>
            {
                var answer = await Send(token, HttpMethod.Get, $"/fhir/Patient/{other}/$everything");
                if (other != one) return answer.Status == HttpStatusCode.NotFound ? [] : [$"everything of {other} {answer.Status}"];
                Names(answer).Count(name => !IsMade(name)).ShouldBe(_owners.Values.Count(owner => owner == one));
                return Foreign(answer, one).Select(name => $"everything shows {name}");
            };
        var foreign = _owners.Where(pair => pair.Value is not null && pair.Value != one).Select(pair => pair.Key).ToList();
        yield return async () =>
        {
            var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "batch", ["entry"] = new JsonArray([.. foreign.Select(name => new JsonObject { ["request"] = new JsonObject { ["method"] = "GET", ["url"] = name } })]) };
            var batch = await Send(token, HttpMethod.Post, "/fhir", bundle.ToJsonString());
            return batch.Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()!).Where(status => status != "404").Select(status => $"a batch answers {status}");
        };
        yield return async () =>
        {
            var client = new Bulk(_grid.Http, token);
            var lines = await client.Fetch(await client.End(await client.Order("/fhir/Patient/$export")));
            lines["Patient"].ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(one);
            return lines.SelectMany(file => file.Value.Select(line => $"{file.Key}/{line.GetProperty("id").GetString()}")).Where(name => OwnerOf(name) != one).Select(name => $"an export shows {name}");
        };
        var observation = foreign.First(name => name.StartsWith("Observation/", StringComparison.Ordinal));
        var intrusion = $$$"""{"resourceType":"Observation","id":"{{{observation.Split('/')[1]}}}","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/{{{one}}}"}}""";
        yield return async () => (await Send(token, HttpMethod.Put, $"/fhir/{observation}", intrusion)).Status is HttpStatusCode.NotFound ? [] : [$"{observation} is written"];
    }

    [SkippableFact]
    public async Task a_scope_for_one_kind_opens_no_other()
    {
        await Load();
        var token = _issuer.Token("subject-a", "patient", "patient/Observation.rs", Now, Identified.Claim("patient", "smart-patient-A"));
        (await Send(token, HttpMethod.Get, "/fhir/Observation/smart-observation-A1")).Status.ShouldBe(HttpStatusCode.OK);
        (await Send(token, HttpMethod.Get, "/fhir/DiagnosticReport/smart-diagnosticreport-A1")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Send(token, HttpMethod.Put, "/fhir/Observation/smart-observation-A1", "{}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var included = await Send(token, HttpMethod.Get, "/fhir/Observation?_include=Observation:patient");
        included.Json.GetProperty("entry").EnumerateArray().ShouldAllBe(entry => entry.GetProperty("resource").GetProperty("resourceType").GetString() == "Observation");
        const string batch = """{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Observation/smart-observation-A1"}},{"request":{"method":"GET","url":"Encounter"}}]}""";
        (await Send(token, HttpMethod.Post, "/fhir", batch)).Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()).ShouldBe(["200 OK", "403"]);
        var operatorToken = _issuer.Token("operator-1", "operator", Identified.AllOfASystem, Now);
        (await Send(operatorToken, HttpMethod.Get, "/fhir/Observation/smart-observation-A1")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Send(null, HttpMethod.Get, "/fhir/Observation")).ShouldBeOutcome(401);
    }

    public async Task DisposeAsync()
    {
        await _grid.DisposeAsync();
        _grid.Logged.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBeEmpty();
        await _issuer.DisposeAsync();
    }

    /// <summary>Everything that the bundles hold and that is served, one by one.</summary>
    private async Task Load()
    {
        var token = _issuer.Token("operator-1", "operator", Identified.AllOfASystem, Now);
        var resources = Bundles.SelectMany(name => JsonNode.Parse(File.ReadAllBytes(SharedData.Path("samples", "fhir-r4", $"{name}.json")))!["entry"]!.AsArray()).Select(entry => entry!["resource"]!.AsObject()).ToList();
        foreach (var resource in resources.OrderBy(resource => References.Text(resource, "resourceType") == "Patient" ? 0 : 1))
        {
            var name = $"{References.Text(resource, "resourceType")}/{References.Text(resource, "id")}";
            var answer = await Send(token, HttpMethod.Put, $"/fhir/{name}", resource.ToJsonString());
            if (answer.Status is not (HttpStatusCode.Created or HttpStatusCode.OK))
            {
                output.WriteLine($"{name}: {(int)answer.Status} {answer.Text}");
                continue;
            }
            var type = RecordTypes.Find(References.Text(resource, "resourceType"))!;
            _owners[name] = type.Name == "Patient" ? References.Text(resource, "id")
                : type.OwnerPaths.SelectMany(path => References.At(resource, path)).Select(node => References.Text(node, "reference")).OfType<string>().FirstOrDefault(References.IsPatient)?.Split('/')[^1];
        }
        _owners.Count.ShouldBeGreaterThan(70);
    }

    private IEnumerable<string> Queries(RecordType type, string one)
    {
        yield return "";
        yield return "_sort=-_lastUpdated";
        yield return type.Name == "Patient" ? string.Join('&', RecordTypes.All.Where(from => from.OwnerPaths.Length > 0).Select(from => $"_revinclude={from.Name}:patient")) : "_revinclude=Provenance:target&_revinclude=DiagnosticReport:result";
        if (type.OwnerPaths.Length > 0) yield return $"patient._id={string.Join(',', People.Where(other => other != one))}";
        foreach (var other in People.Where(other => other != one && type.OwnerPaths.Length > 0)) yield return $"patient={other}";
        var ids = _owners.Where(pair => pair.Key.StartsWith($"{type.Name}/", StringComparison.Ordinal) && pair.Value != one).Select(pair => pair.Key.Split('/')[1]).ToList();
        if (ids.Count > 0) yield return $"_id={string.Join(',', ids)}";
        foreach (var parameter in type.TokenPaths.Select(pair => pair.Parameter).Append("patient").Where(parameter => Parameters.IsReference(parameter) && (parameter != "patient" || type.OwnerPaths.Length > 0)).Distinct(StringComparer.Ordinal)) yield return $"_include={type.Name}:{parameter}";
    }

    private IEnumerable<string> Foreign(Answer answer, string one) => Names(answer).Where(name => OwnerOf(name) is { } owner && owner != one);

    private static IEnumerable<string> Names(Answer answer) => answer.Json.TryGetProperty("entry", out var entries)
        ? entries.EnumerateArray().Select(entry => $"{entry.GetProperty("resource").GetProperty("resourceType").GetString()}/{entry.GetProperty("resource").GetProperty("id").GetString()}")
        : [];

    private static bool IsMade(string name) => MadeIds.IsMade(name.Split('/')[1]);

    private string? OwnerOf(string name) => IsMade(name) ? MadeIds.TwinOf(name.Split('/')[1])!.Value.Value : _owners[name];

    private Task<Answer> Send(string? token, HttpMethod method, string path, string? json = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/fhir+json") };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Answer.Of(_grid.Http.SendAsync(request));
    }
}
