using System.Net;
using System.Net.Http.Headers;
using System.Text;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Imports;

public sealed class A_file_of_a_phone_is_sent : Gateway
{
    private const string Export =
        """
        <HealthData>
        <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" startDate="2026-02-27 10:00:00 +0900" value="72"/>
        <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" startDate="2026-02-28 10:00:00 +0900" value="0"/>
        <Record type="HKQuantityTypeIdentifierOxygenSaturation" sourceName="Watch" unit="%" startDate="2026-02-28 10:00:00 +0900" value="0.97"/>
        <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" startDate="1950-02-28 10:00:00 +0900" value="70"/>
        <Record type="HKQuantityTypeIdentifierBodyMassIndex" sourceName="Scale" unit="count" startDate="2026-02-28 10:00:00 +0900" value="22"/>
        </HealthData>
        """;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Registered();
    }

    [Fact]
    public async Task samples_are_in_the_log_and_the_rest_is_told_with_its_reason()
    {
        var answer = await Send("apple-health", Export);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        (answer.Json.GetProperty("taken").GetInt32(), answer.Json.GetProperty("packets").GetInt32()).ShouldBe((3, 2));
        answer.Json.GetProperty("flagged").GetProperty("heart-rate: probe-disconnected").GetInt32().ShouldBe(1);
        answer.Json.GetProperty("understood").GetProperty("a share of 1 written as %").GetInt32().ShouldBe(1);
        answer.Json.GetProperty("leftOut").GetProperty("8867-4: was observed before the patient's birth date").GetInt32().ShouldBe(1);
        answer.Json.GetProperty("examples").GetArrayLength().ShouldBe(2);
        Packets.Select(packet => packet.DeviceId).Distinct(StringComparer.Ordinal).ShouldBe(["apple-health:Watch"]);
        Packets.SelectMany(packet => packet.Samples).Single(sample => sample.Signal == Signal.OxygenSaturation).Value.ShouldBe(97);
    }

    [Fact]
    public async Task the_same_file_again_comes_to_the_same_packets()
    {
        await Send("apple-health", Export);
        var first = Packets.Select(packet => (packet.DeviceId, packet.Sequence)).ToList();
        await Send("apple-health", Export);
        Packets.Skip(first.Count).Select(packet => (packet.DeviceId, packet.Sequence)).ShouldBe(first);
    }

    [Theory]
    [InlineData("pdf", "x", "format")]
    [InlineData("apple-health", "", "body")]
    [InlineData("apple-health", "<HealthData><Record", "line 1, column 20")]
    [InlineData("open-mhealth", """[{"heart_rate":{"value":60,"unit":"beats/min"},"effective_time_frame":{"date_time":"2026-02-05T07:25:00Z"}},{"heart_rate":{}}]""", "[1].heart_rate.value")]
    public async Task what_cannot_be_read_is_refused_whole(string format, string file, string field)
    {
        (await Send(format, file)).ShouldName(field);
        Packets.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_data_point_is_a_sample()
    {
        var answer = await Send("open-mhealth", """{"body_temperature":{"value":98.6,"unit":"F"},"effective_time_frame":{"date_time":"2026-02-05T07:25:00+09:00"}}""");
        answer.Json.GetProperty("taken").GetInt32().ShouldBe(1, answer.Text);
        Packets.ShouldHaveSingleItem().Samples[0].Value.ShouldBe(37, .001);
    }

    private IReadOnlyList<VitalsPacket> Packets => [.. Log.All.Select(logged => logged.Record).OfType<VitalsPacket>()];

    private Task<Answer> Send(string format, string text) =>
        Post($"/v1/twins/p1/imports?format={format}", new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } });
}
