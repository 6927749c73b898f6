using System.Text;
using TwinGrid.Formats.OpenMHealth;
using TwinGrid.Formats.Samples;
using TwinGrid.Testbed;

namespace TwinGrid.Formats.Tests.OpenMHealth;

public sealed class Data_points_are_read
{
    private const string HeartRate = """{"heart_rate":{"value":61.5,"unit":"beats/min"},"effective_time_frame":{"date_time":"2020-02-05T07:25:00-08:00"}}""";

    [SkippableFact]
    public void each_file_is_accepted_or_refused_as_it_is_named()
    {
        var (passed, failed) = (0, 0);
        foreach (var file in Directory.EnumerateFiles(SharedData.Path("samples", "open-mhealth"), "*.json", SearchOption.AllDirectories))
        {
            var parts = file.Split('/')[^4..];
            var gathered = new GatheredSamples(10);
            void Read() => OpenMHealthReader.Read(File.ReadAllBytes(file), gathered, $"{parts[0]}/{parts[1]}");
            if (parts[2] == "shouldPass")
            {
                Should.NotThrow(Read, file);
                (gathered.Samples.Count + gathered.LeftOut.Count).ShouldBeGreaterThan(0, file);
                passed++;
            }
            else
            {
                Should.Throw<UnreadableFileException>(Read, file).Message.ShouldNotBeEmpty();
                gathered.Samples.ShouldBeEmpty(file);
                failed++;
            }
        }
        (passed, failed).ShouldBe((98, 101));
    }

    [Fact]
    public void a_point_with_a_header_says_its_schema_and_where_it_comes_from()
    {
        var sample = Read("""{"header":{"id":"1","schema_id":{"namespace":"omh","name":"heart-rate","version":"2.0"},"acquisition_provenance":{"source_name":"a watch"}},"body":""" + HeartRate + "}").Samples.ShouldHaveSingleItem();
        (sample.Code, sample.Value, sample.Unit, sample.Source, sample.At).ShouldBe(("8867-4", 61.5, "/min", "a watch", new DateTimeOffset(2020, 2, 5, 15, 25, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void several_come_as_an_array_or_one_a_line()
    {
        Read($"[{HeartRate},{HeartRate}]").Samples.Count.ShouldBe(2);
        Read($"{HeartRate}\r\n\n{HeartRate}\n").Samples.Select(sample => sample.Place).ShouldBe(["line 1", "line 3"]);
    }

    [Fact]
    public void what_is_no_observation_is_left_out_with_its_reason()
    {
        Read("""{"heart_rate":{"value":60,"unit":"beats/min"}}""", "heart-rate/1.0").LeftOut.ShouldHaveSingleItem().Reason.ShouldBe("says no time");
        Read(HeartRate[..^1] + ",\"descriptive_statistic\":\"maximum\"}").LeftOut.ShouldHaveSingleItem().Reason.ShouldBe("is a statistic (maximum) of a time and no observation");
        Read("""{"header":{"schema_id":{"namespace":"omh","name":"minutes-moderate-activity","version":"1.0"}},"body":{}}""").LeftOut.ShouldHaveSingleItem().Reason.ShouldBe("has no signal here");
    }

    [Fact]
    public void a_sensor_under_the_skin_is_another_signal_than_blood()
    {
        const string glucose = """{"blood_glucose":{"value":5.5,"unit":"mmol/L"},"effective_time_frame":{"date_time":"2020-02-05T07:25:00Z"},"specimen_source":"SOURCE"}""";
        Read(glucose.Replace("SOURCE", "interstitial fluid", StringComparison.Ordinal)).Samples[0].Code.ShouldBe("99504-3");
        Read(glucose.Replace("SOURCE", "capillary blood", StringComparison.Ordinal)).Samples[0].Code.ShouldBe("2339-0");
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("{", "the JSON breaks at line 1, byte 2")]
    [InlineData("[1]", "[0]: must be an object: a data point or its body")]
    [InlineData("""[{"heart_rate":{"value":"60","unit":"beats/min"}}]""", "[0].heart_rate.value: must be a number")]
    [InlineData("""{"heart_rate":{"value":60,"unit":"beats/min"},"effective_time_frame":{"date_time":"2020-02-05T07:25:00"}}""", "effective_time_frame.date_time: must be a date and time with a zone (RFC 3339)")]
    public void what_is_wrong_is_named_with_its_place(string json, string reason) => Should.Throw<UnreadableFileException>(() => Read(json)).Message.ShouldBe(reason);

    [Fact]
    public void nonsense_is_refused_or_read_but_never_more() => Fuzz.Bytes(Encoding.UTF8.GetBytes($"[{HeartRate},{HeartRate}]"), bytes => OpenMHealthReader.Read(bytes, new GatheredSamples(100)));

    private static GatheredSamples Read(string json, string? schema = null)
    {
        var gathered = new GatheredSamples(100);
        OpenMHealthReader.Read(Encoding.UTF8.GetBytes(json), gathered, schema);
        return gathered;
    }
}
