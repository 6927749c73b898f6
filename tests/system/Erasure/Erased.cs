using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Erasure;

/// <summary>A patient with canaries in everything that can be told of one, and one beside; told to a gateway, erased, looked for.</summary>
internal sealed class Erased(GatewayProcess gateway)
{
    public const string Gone = "gone7c1e", Stays = "stays9a4d", Never = "never2b3f";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Tells everything of both, and waits until it was judged.</summary>
    public async Task Plant()
    {
        foreach (var twin in (string[])[Gone, Stays])
        {
            await gateway.Register(twin, new { birthDate = "1960-05-04", sex = "female", heightCm = twin == Gone ? Canaries.HeightCm : 162, weightKg = 61, conditions = Array.Empty<string>(), diabetesType = "type1" });
            var start = TimeProvider.System.GetUtcNow().AddMinutes(-40);
            for (var minute = 0; minute < 40; minute++) await Send(gateway, twin, minute, start.AddMinutes(minute));
            await Put($"/v1/twins/{twin}/consent", new { status = "active", provision = new[] { new { type = "permit", purpose = new[] { "care" }, actor = new[] { new { kind = "person", id = twin == Gone ? Canaries.Actor : "somebody" } } } } });
            await Put($"/v1/twins/{twin}/care-teams/team-5", new { });
        }
        foreach (var twin in (string[])[Gone, Stays])
        {
            var alert = await FirstAlert(twin);
            await gateway.Post($"/v1/alerts/{alert}/acknowledge", new { who = twin == Gone ? Canaries.Person : "nurse", note = twin == Gone ? Canaries.Note : "seen" });
        }
        (await gateway.Get($"/v1/twins/{Gone}/vitals?code=8867-4"))["samples"]!.AsArray().Count.ShouldBe(40);
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> Erase(string twin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/v1/twins/{twin}") { Content = JsonContent.Create(new { ground = "consent-withdrawn" }) };
        using var answer = await gateway.Http.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    /// <summary>Asserts that every question about the erased twin is answered as one about a twin that never was.</summary>
    public async Task IsUnknown()
    {
        foreach (var path in (string[])["", "/vitals?code=8867-4", "/forecast?signal=glucose", "/course?signal=glucose", "/consent", "/care-teams", "/accesses", "?asOf=2026-01-01T00:00:00Z"])
            (await Answer($"/v1/twins/{Gone}{path}")).ShouldBe((await Answer($"/v1/twins/{Never}{path}")).Replace(Never, Gone, StringComparison.Ordinal), $"GET {path}");
        (await gateway.Get("/v1/twins?limit=1000"))["twins"]!.AsArray().Select(row => row!["twinId"]!.GetValue<string>()).ShouldBe([Stays]);
        (await gateway.Get("/v1/alerts?limit=1000"))["alerts"]!.AsArray().ShouldAllBe(alert => alert!["twinId"]!.GetValue<string>() == Stays);
        using var late = await Post(gateway, Gone, 99, TimeProvider.System.GetUtcNow());
        late.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var again = await gateway.Http.PutAsJsonAsync($"/v1/twins/{Gone}", new { birthDate = "1960-05-04", sex = "female", heightCm = 162, weightKg = 61 });
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await again.Content.ReadAsStringAsync()).ShouldContain("never used again");
        (await Erase(Gone)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>What can be asked of the patient beside and does not change with the clock.</summary>
    public async Task<string> Beside() => string.Join(
        '\n', await Answer($"/v1/twins/{Stays}/vitals?code=8867-4&to=2100-01-01T00:00:00Z"), await Answer($"/v1/twins/{Stays}/vitals?code=2339-0&to=2100-01-01T00:00:00Z"),
        await Answer($"/v1/twins/{Stays}/consent"), await Answer($"/v1/twins/{Stays}/care-teams"));

    /// <summary>Ids of the alerts of the patient beside.</summary>
    public async Task<IReadOnlyList<string>> AlertsBeside() =>
        [.. (await gateway.Get("/v1/alerts?limit=1000"))["alerts"]!.AsArray().Where(alert => alert!["twinId"]!.GetValue<string>() == Stays).Select(alert => alert!["id"]!.GetValue<string>())];

    /// <summary>Listens to the patient's events; completes when the gateway closes the stream.</summary>
    public async Task<Task> Listen()
    {
        var answer = await gateway.Http.GetAsync($"/v1/twins/{Gone}/events", HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return Read();

        async Task Read()
        {
            using (answer)
            await using (var stream = await answer.Content.ReadAsStreamAsync())
            {
                var some = new byte[4096];
                while (await stream.ReadAsync(some) > 0)
                {
                    // until it is closed
                }
            }
        }
    }

    private async Task<string> Answer(string path)
    {
        using var answer = await gateway.Http.GetAsync(path);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
    }

    private async Task Put(string path, object body)
    {
        using var answer = await gateway.Http.PutAsJsonAsync(path, body);
        answer.IsSuccessStatusCode.ShouldBeTrue($"PUT {path}: {await answer.Content.ReadAsStringAsync()}");
    }

    private async Task<string> FirstAlert(string twin)
    {
        string? found = null;
        await Eventually.Holds(
            async () => (found = (await gateway.Get("/v1/alerts?limit=1000"))["alerts"]!.AsArray().FirstOrDefault(alert => alert!["twinId"]!.GetValue<string>() == twin)?["id"]!.GetValue<string>()) is not null,
            Patience, () => $"No alert of {twin} was raised.\n{gateway.Said}");
        return found!;
    }

    private static async Task Send(GatewayProcess gateway, string twin, int sequence, DateTimeOffset observedAt)
    {
        var said = "";
        await Eventually.Holds(
            async () =>
            {
                using var answer = await Post(gateway, twin, sequence, observedAt); // as a device: what is refused for now is sent again
                said = await answer.Content.ReadAsStringAsync();
                return answer.StatusCode == HttpStatusCode.Accepted;
            },
            Patience, () => said);
    }

    private static Task<HttpResponseMessage> Post(GatewayProcess gateway, string twin, int sequence, DateTimeOffset observedAt) => gateway.Http.PostAsJsonAsync($"/v1/twins/{twin}/vitals", new
    {
        deviceId = twin == Gone ? Canaries.Device : "watch", sequence,
        samples = new[]
        {
            new { code = "8867-4", value = twin == Gone ? Canaries.HeartRate : 135, unit = "/min", observedAt },
            new { code = "2339-0", value = twin == Gone ? Canaries.Glucose : 45, unit = "mg/dL", observedAt },
        },
    });
}
