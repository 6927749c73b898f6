using System.Net;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>Without identities: how an export goes.</summary>
public sealed class Records_are_exported : Records
{
    private Bulk Client => new(Http);

    [Fact]
    public async Task all_of_it_is_fetched_as_lines_by_kind()
    {
        await Filled();
        var status = await Client.Order("/fhir/$export");
        var manifest = await Client.End(status);
        var lines = await Client.Fetch(manifest);
        manifest.MediaType!.MediaType.ShouldBe("application/json");
        manifest.Json.GetProperty("transactionTime").GetString().ShouldBe("2026-03-01T12:00:00.000Z");
        manifest.Json.GetProperty("request").GetString()!.ShouldEndWith("/fhir/$export");
        manifest.Json.GetProperty("requiresAccessToken").GetBoolean().ShouldBeFalse();
        manifest.Json.GetProperty("error").GetArrayLength().ShouldBe(0);
        manifest.Json.GetProperty("output").EnumerateArray().Sum(file => file.GetProperty("count").GetInt32()).ShouldBe(lines.Values.Sum(all => all.Count));
        lines.Select(pair => (pair.Key, pair.Value.Count)).ShouldBe([("Medication", 1), ("Observation", 300), ("Patient", 2)], ignoreOrder: true);
        lines["Patient"].ShouldContain(patient => patient.GetRawText().Contains("Canaryfield", StringComparison.Ordinal)); // for who may see names
        lines["Observation"].Select(one => one.GetProperty("id").GetString()).Distinct(StringComparer.Ordinal).Count().ShouldBe(300);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(VaultPlace, "bulk"), "*", SearchOption.AllDirectories))
            System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain("8867-4"); // sealed
    }

    [Fact]
    public async Task kinds_and_times_narrow_it()
    {
        await Filled();
        Time.Advance(TimeSpan.FromHours(1));
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse("99"));
        (await Client.Fetch(await Client.End(await Client.Order("/fhir/Patient/$export?_type=Observation&_since=2026-03-01T12:30:00Z")))).ShouldHaveSingleItem().Value.ShouldHaveSingleItem().GetProperty("valueQuantity").GetProperty("value").GetInt32().ShouldBe(99);
        (await Client.Fetch(await Client.End(await Client.Order("/fhir/Patient/$export")))).Keys.ShouldBe(["Patient", "Observation"], ignoreOrder: true);
        Grid.Team("ward-9").Add(TwinGrid.Patients.TwinId.Parse("p2"));
        (await Client.Fetch(await Client.End(await Client.Order("/fhir/Group/ward-9/$export?_type=Patient")))).ShouldHaveSingleItem().Value.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe("p2");
    }

    [Fact]
    public async Task it_is_taken_away_when_asked_to_and_when_its_time_is_over()
    {
        await Filled();
        var (kept, removed) = (await Client.Order("/fhir/$export?_outputFormat=ndjson"), await Client.Order("/fhir/$export"));
        var file = new Uri((await Client.End(kept)).Json.GetProperty("output")[0].GetProperty("url").GetString()!).PathAndQuery;
        (await Client.Ask(HttpMethod.Delete, removed)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await Client.Ask(HttpMethod.Get, removed)).ShouldBeOutcome(404);
        (await Client.Ask(HttpMethod.Delete, removed)).ShouldBeOutcome(404);
        (await Get(file)).Status.ShouldBe(HttpStatusCode.OK);
        Time.Advance(TimeSpan.FromMinutes(61));
        (await Get(file)).ShouldBeOutcome(404);
        (await Client.Ask(HttpMethod.Get, kept)).ShouldBeOutcome(404);
        await Eventually(() => !Directory.EnumerateFileSystemEntries(Path.Combine(VaultPlace, "bulk")).Any());
    }

    [Fact]
    public async Task one_whose_gateway_is_gone_says_so()
    {
        const string left = "00000000000000000000000000000001";
        var folder = Directory.CreateDirectory(Path.Combine(VaultPlace, "bulk", left));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "record.json"), $$"""
            {"id":"{{left}}","order":{"study":null,"types":["Patient"],"since":null,"hasNobodys":true,"request":"http://here/fhir/$export"},"by":"development-operator\nlocal",
             "at":"2026-03-01T11:58:00Z","state":"running","expiresAt":"2026-03-01T12:58:00Z","seenAt":"2026-03-01T11:58:30Z","records":3,"files":[]}
            """);
        (await Client.Ask(HttpMethod.Get, $"/fhir/$export-status/{left}")).ShouldBeOutcome(500).Text.ShouldContain("Order it again");
        (await Client.Ask(HttpMethod.Delete, $"/fhir/$export-status/{left}")).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("/fhir/$export", null, 400, "Prefer"), InlineData("/fhir/$export?_type=Starship", "respond-async", 400, "_type"), InlineData("/fhir/$export?_since=yesterday", "respond-async", 400, "_since")]
    [InlineData("/fhir/$export?_outputFormat=csv", "respond-async", 400, "_outputFormat"), InlineData("/fhir/$export?_elements=id", "respond-async", 400, "_elements"), InlineData("/fhir/Group/nobody/$export", "respond-async", 404, null)]
    [InlineData("/fhir/$export-status/1", null, 404, null), InlineData("/fhir/$export-file/00000000000000000000000000000001/Patient.1", null, 404, null)]
    public async Task a_wrong_order_is_refused_with_its_parameter(string path, string? prefer, int status, string? expression) => (await Client.Ask(HttpMethod.Get, path, prefer)).ShouldBeOutcome(status, expression);

    /// <summary>Two patients, 300 observations, a drug.</summary>
    private async Task Filled()
    {
        await Known();
        await Send(HttpMethod.Put, "/fhir/Patient/p2", Patient.Replace("p1", "p2", StringComparison.Ordinal));
        await Send(HttpMethod.Post, "/fhir/Medication", """{"resourceType":"Medication","code":{"text":"aspirin"}}""");
        var entries = Enumerable.Range(0, 300).Select(i => $$"""{"request":{"method":"POST","url":"Observation"},"resource":{{Pulse(at: $"2026-02-01T{i / 60:00}:{i % 60:00}:00Z")}}}""");
        (await Sent($$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', entries)}}]}""")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
