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
        (await Send("/api/v1/entries", null)).ShouldBeProblem(HttpStatusCode.Unauthorized, "not-identified").WrongFields.ShouldBe(["api-secret"]);
        Packets.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_status_tells_that_uploads_are_taken() => (await Get("/api/v1/status.json")).Json.GetProperty("apiEnabled").GetBoolean().ShouldBeTrue();

    [Theory]
    [InlineData("/api/v1/experiments/test")]
    [InlineData("/api/v1/verifyauth")]
    public async Task its_test_of_the_connection_says_whether_the_secret_holds(string path)
    {
        (await Ask(HttpMethod.Get, path, UploaderOptions.Hash(Secret))).Status.ShouldBe(HttpStatusCode.OK);
        (await Ask(HttpMethod.Get, path, UploaderOptions.Hash("another-secret"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Ask(HttpMethod.Get, path, null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task meals_and_insulin_reach_the_twin_beside_a_reading_of_the_same_instant()
    {
        await Registered();
        const string treatments = """[{"eventType":"Meal Bolus","carbs":45,"insulin":"4.5","created_at":"2026-03-01T10:45:00.000Z","enteredBy":"xDrip4iOS"},{"eventType":"BG Check","glucose":5.5,"glucoseType":"Finger","units":"mmol","created_at":"2026-03-01T10:40:00Z"},{"eventType":"Note","created_at":"2026-03-01T10:45:00Z"}]""";
        await Send("/api/v1/entries", UploaderOptions.Hash(Secret));
        var answer = await Ask(HttpMethod.Put, "/api/v1/treatments", UploaderOptions.Hash(Secret), treatments);
        answer.Json.EnumerateArray().Select(one => one.GetProperty("eventType").GetString()).ShouldBe(["Carb Correction", "Correction Bolus", "BG Check"]);
        Packets.SelectMany(packet => packet.Samples).Select(sample => (sample.Signal, Math.Round(sample.Value, 1))).ShouldBe([(Signal.Glucose, 104), (Signal.BloodGlucose, 99.1), (Signal.Carbohydrate, 45), (Signal.InsulinBolus, 4.5)], ignoreOrder: true);
        Packets.Select(packet => (packet.DeviceId, packet.Sequence)).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task what_is_known_is_read_back_newest_first_by_the_patients_own_phone()
    {
        await Registered();
        foreach (var (minutes, value) in ((int, double)[])[(10, 104), (5, 109), (60 * 72, 90)]) Grid.History("p1").Known.Add((Signal.Glucose, new(Noon.AddMinutes(-minutes), value, "nightscout", SampleStatus.Corrected, SampleFlags.None)));
        Grid.History("p1").Known.Add((Signal.Carbohydrate, new(Noon.AddMinutes(-7), 45, "nightscout:treatments", SampleStatus.Corrected, SampleFlags.None)));
        (await Ask(HttpMethod.Get, "/api/v1/entries.json?count=5", UploaderOptions.Hash(Secret))).Json.EnumerateArray().Select(entry => entry.GetProperty("sgv").GetDouble()).ShouldBe([109, 104]);
        (await Ask(HttpMethod.Get, "/api/v1/entries/sgv.json?find[date][$gte]=1771545600000", UploaderOptions.Hash(Secret))).Json.EnumerateArray().Select(entry => entry.GetProperty("sgv").GetDouble()).ShouldBe([109, 104, 90]);
        (await Ask(HttpMethod.Get, "/api/v1/treatments?find[created_at][$gte]=2026-03-01", UploaderOptions.Hash(Secret))).Json.EnumerateArray().Single().GetProperty("carbs").GetDouble().ShouldBe(45);
        (await Ask(HttpMethod.Get, "/v1/twins/p1", UploaderOptions.Hash("another-secret"))).Status.ShouldBe(HttpStatusCode.OK); // elsewhere the secret is nothing: whoever asks is the developer here
        Trail.Entries.Where(entry => entry.Route.StartsWith("GET /api/v1/", StringComparison.Ordinal)).ShouldAllBe(entry => entry.Caller.Subject == "nightscout:p1" && entry.Twins.Single().Value == "p1");
    }

    [Fact]
    public async Task an_upload_may_be_packed_and_the_state_of_a_phone_is_let_pass()
    {
        await Registered();
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(System.Text.Encoding.UTF8.GetBytes(Entries));
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/entries") { Content = content };
        request.Headers.Add("api-secret", UploaderOptions.Hash(Secret));
        (await Answer.Of(Http.SendAsync(request))).Json.GetArrayLength().ShouldBe(1);
        (await Ask(HttpMethod.Post, "/api/v1/devicestatus.json", UploaderOptions.Hash(Secret), """{"uploaderBattery":81}""")).Status.ShouldBe(HttpStatusCode.OK);
        Packets.ShouldHaveSingleItem();
    }

    private Task<Answer> Send(string path, string? secret) => Ask(HttpMethod.Post, path, secret, Entries);

    private async Task<Answer> Ask(HttpMethod method, string path, string? secret, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : Json(json) };
        if (secret is not null) request.Headers.Add("api-secret", secret);
        return await Answer.Of(Http.SendAsync(request));
    }
}
