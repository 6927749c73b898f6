using System.Net.Http.Json;
using System.Text;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Embedded;

/// <summary>A patient comes with a card, lives in the grid, and is asked for; then everything that the program wrote or said is searched for his numbers.</summary>
public sealed class A_patient_is_registered_by_his_card
{
    private const string Card = "98765432:KANARI:４７１１０８:07", Chart = "KANARI-CHART-1", System = "http://kanari.example/patients";

    private static readonly string[] Canaries = ["KANARI", "kanari.example", "471108", "４７１１０８", "98765432"];

    [Fact]
    public async Task and_nothing_but_the_vault_has_his_numbers_and_that_only_sealed()
    {
        using var folder = new TemporaryFolder();
        string twin;
        await using (var gateway = await GatewayProcess.Embedded(folder.Path, "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:TwinGrid=Trace", "--Logging:LogLevel:Orleans=Debug"))
        {
            twin = (await Register(gateway))["twinId"]!.GetValue<string>();
            (await Register(gateway))["twinId"]!.GetValue<string>().ShouldBe(twin);
            (await gateway.Post("/v1/patients/resolve", new { system = System, value = "ＫＡＮＡＲＩ chart 1".Replace("chart", "CHART", StringComparison.Ordinal) }))["twinId"]!.GetValue<string>().ShouldBe(twin);
            (await gateway.Get($"/v1/twins/{twin}/identifiers"))["identifiers"]!.AsArray().Count.ShouldBe(2);
            var at = TimeProvider.System.GetUtcNow().AddMinutes(-1);
            await gateway.Post($"/v1/twins/{twin}/vitals", new { deviceId = "monitor", sequence = 1, samples = new[] { new { code = "8867-4", value = 72, unit = "/min", observedAt = at } } });
            await Eventually.Holds(async () => (await gateway.Get($"/v1/twins/{twin}"))["latest"]!.AsArray().Count == 1, TimeSpan.FromMinutes(1), () => gateway.Said);
            await Eventually.Holds(async () => (await gateway.Get($"/v1/twins/{twin}/accesses"))["accesses"]!.AsArray().Count > 0, TimeSpan.FromMinutes(1), () => gateway.Said); // the trail has come into his book
            using var refused = await gateway.Http.PostAsJsonAsync("/v1/patients", new { identifiers = new[] { new { system = System, value = "1234 5678 9018" } } });
            ((int)refused.StatusCode).ShouldBe(400);
            (await gateway.Terminate()).ShouldBe(0, gateway.Said);
            Found(gateway.Said).ShouldBeEmpty();
            gateway.Said.ShouldNotContain("5678 9018");
            gateway.Said.ShouldNotContain("56789018"); // four digits of it stand in a trace by chance, as in a port or a time
        }
        var files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories);
        files.Length.ShouldBeGreaterThan(8);
        files.Count(file => Contains(File.ReadAllBytes(file), twin)).ShouldBeGreaterThan(3, "the pseudonym is everywhere, so the search finds what is there");
        foreach (var file in files)
            foreach (var canary in Canaries) Contains(File.ReadAllBytes(file), canary).ShouldBeFalse($"{canary} in {file}");

        await using var again = await GatewayProcess.Embedded(folder.Path);
        (await Register(again))["twinId"]!.GetValue<string>().ShouldBe(twin);

        // Erased, he is nobody's, and with the same card a new patient.
        using var erases = new HttpRequestMessage(HttpMethod.Delete, $"/v1/twins/{twin}") { Content = JsonContent.Create(new { ground = "objection" }) };
        using var erased = await again.Http.SendAsync(erases);
        erased.IsSuccessStatusCode.ShouldBeTrue(await erased.Content.ReadAsStringAsync());
        using var nobody = await again.Http.PostAsJsonAsync("/v1/patients/resolve", new { system = System, value = Chart });
        ((int)nobody.StatusCode).ShouldBe(404);
        (await again.Get("/v1/privacy/erasures"))["erasures"]!.AsArray().Single()!["twinId"]!.GetValue<string>().ShouldBe(twin);
        var next = (await Register(again))["twinId"]!.GetValue<string>();
        (next == twin).ShouldBeFalse("an erased patient's pseudonym is never used again");
    }

    private static Task<global::System.Text.Json.Nodes.JsonNode> Register(GatewayProcess gateway) => gateway.Post("/v1/patients", new
    {
        identifiers = new[] { new { system = "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID", value = Card }, new { system = System, value = Chart } },
        profile = new { birthDate = "1960-05-04", sex = "female", heightCm = 162, weightKg = 61 },
    });

    private static IEnumerable<string> Found(string text) => Canaries.Where(canary => text.Contains(canary, StringComparison.OrdinalIgnoreCase));

    private static bool Contains(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
}
