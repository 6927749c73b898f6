using System.Net;
using TwinGrid.Gateway.Api.Nightscout;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Imports;

public sealed class A_phone_uploads_glucose : Gateway
{
    private const string Secret = "a-secret-of-p1", Entries = """[{"type":"sgv","sgv":104,"date":1772361900000,"dateString":"2026-03-01T10:45:00.000Z","device":"xDrip","direction":"Flat"},{"type":"cal","slope":1}]""";

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal) { ["TwinGrid:Nightscout:Uploaders:p1"] = Secret };

    private IReadOnlyList<VitalsPacket> Packets => [.. Log.All.Select(logged => logged.Record).OfType<VitalsPacket>()];

    [Theory]
    [InlineData("/api/v1/entries")]
    [InlineData("/api/v1/entries.json")]
    public async Task entries_reach_the_twin_of_the_secret(string path)
    {
        await Registered();
        var answer = await Send(path, UploaderOptions.Hash(Secret));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json.GetArrayLength().ShouldBe(1);
        answer.Json[0].GetProperty("sgv").GetDouble().ShouldBe(104);
        var packet = Packets.ShouldHaveSingleItem();
        (packet.TwinId.Value, packet.DeviceId, packet.Samples[0].Signal, packet.Samples[0].ObservedAt).ShouldBe(("p1", "nightscout", Signal.Glucose, new DateTimeOffset(2026, 3, 1, 10, 45, 0, TimeSpan.Zero)));
        await Send(path, UploaderOptions.Hash(Secret));
        Packets.Select(one => one.Sequence).Distinct().Count().ShouldBe(1, "the same entry again counts once");
    }

    [Fact]
    public async Task a_wrong_secret_is_nobody_and_none_says_what_is_missing()
    {
        await Registered();
        (await Send("/api/v1/entries", UploaderOptions.Hash("another-secret"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Send("/api/v1/entries", null)).ShouldName("api-secret");
        Packets.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_status_tells_that_uploads_are_taken() => (await Get("/api/v1/status.json")).Json.GetProperty("apiEnabled").GetBoolean().ShouldBeTrue();

    private async Task<Answer> Send(string path, string? secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(Entries) };
        if (secret is not null) request.Headers.Add("api-secret", secret);
        return await Answer.Of(Http.SendAsync(request));
    }
}
