using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Embedded;

public sealed class A_study_is_exported
{
    private const int People = 30;

    /// <summary>Everything real: consents, the roster they write themselves into, histories, the vault, the audit trail.</summary>
    [Fact]
    public async Task those_who_consent_are_in_it_and_who_withdraws_is_not_in_the_next()
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await GatewayProcess.Embedded(folder.Path);
        var twins = Enumerable.Range(0, People).Select(i => $"person-{i:00}").ToList();
        await Parallel.ForEachAsync(twins, async (twin, _) =>
        {
            var i = twins.IndexOf(twin);
            await gateway.Register(twin, new { birthDate = $"{1940 + i}-05-04", sex = i % 2 == 0 ? "female" : "male", heightCm = 150 + i, weightKg = 50 + i, conditions = i % 2 == 0 ? ["pregnancy"] : Array.Empty<string>() });
            await gateway.Post($"/v1/twins/{twin}/vitals", new { deviceId = "cuff", sequence = 1, samples = new[] { new { code = "8867-4", value = 60 + i, unit = "/min", observedAt = TimeProvider.System.GetUtcNow().AddMinutes(-5) } } });
            await File(twin, new { provision = new[] { new { type = "permit", purpose = new[] { "research" }, actor = new[] { new { kind = "study", id = "s1" } } } } });
        });
        using (var registered = await gateway.Http.PutAsJsonAsync("/v1/studies/s1", new { title = "Pulse", status = "active", start = "2026-01-01", end = "2090-01-01" })) registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        await Eventually.Holds(async () => (await Task.WhenAll(twins.Select(twin => gateway.Get($"/v1/twins/{twin}/vitals?code=8867-4")))).All(history => (long)history["total"]! == 1), TimeSpan.FromMinutes(1), () => "The histories lack what was sent.");

        (await Export("anonymised"))["people.ndjson"].Length.ShouldBe(People);
        var first = await Export("pseudonymised");
        (first["people.ndjson"].Length, first["signs.ndjson"].Length).ShouldBe((People, People));
        first["signs.ndjson"].ShouldAllBe(line => !line.Contains("person-", StringComparison.Ordinal) && !line.Contains("cuff", StringComparison.Ordinal));

        await File(twins[7], new { status = "inactive" });
        var next = await Export("pseudonymised");
        next["people.ndjson"].Length.ShouldBe(People - 1);
        Names(first).Except(Names(next), StringComparer.Ordinal).Count().ShouldBe(1);

        var seen = await gateway.Get($"/v1/twins/{twins[3]}/accesses");
        await Eventually.Holds(async () => (await gateway.Get($"/v1/twins/{twins[3]}/accesses")).ToJsonString().Contains("/exports", StringComparison.Ordinal), TimeSpan.FromMinutes(1), () => $"The patient does not find the export: {seen}");

        IEnumerable<string> Names(Dictionary<string, string[]> files) => files["people.ndjson"].Select(line => (string)JsonNode.Parse(line)!["pseudonym"]!);

        async Task File(string twin, object consent)
        {
            using var filed = await gateway.Http.PutAsJsonAsync($"/v1/twins/{twin}/consent", consent);
            filed.IsSuccessStatusCode.ShouldBeTrue(await filed.Content.ReadAsStringAsync());
        }

        async Task<Dictionary<string, string[]>> Export(string kind)
        {
            var ordered = await gateway.Post("/v1/studies/s1/exports", new { kind, signals = new[] { "heart-rate" }, from = TimeProvider.System.GetUtcNow().AddDays(-2), to = TimeProvider.System.GetUtcNow().AddSeconds(-1) });
            var place = $"/v1/studies/s1/exports/{(string)ordered["id"]!}";
            await Eventually.Holds(async () => (string)(await gateway.Get(place))["state"]! is "ready" or "failed", TimeSpan.FromMinutes(2), () => $"The export is never done.\n{gateway.Said}");
            var done = await gateway.Get(place);
            ((string)done["state"]!).ShouldBe("ready", done.ToJsonString());
            using var zip = new ZipArchive(await gateway.Http.GetStreamAsync($"{place}/file"));
            var files = new Dictionary<string, string[]>(StringComparer.Ordinal);
            foreach (var entry in zip.Entries)
            {
                using var reader = new StreamReader(entry.Open());
                files[entry.FullName] = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }
            return files;
        }
    }
}
