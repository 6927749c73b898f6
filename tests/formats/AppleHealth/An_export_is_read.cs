using System.IO.Compression;
using System.Text;
using TwinGrid.Formats.AppleHealth;
using TwinGrid.Formats.Samples;
using TwinGrid.Testbed;

namespace TwinGrid.Formats.Tests.AppleHealth;

public sealed class An_export_is_read
{
    [SkippableFact]
    public void the_sample_gives_its_heart_rate_in_the_zone_it_was_measured_and_says_what_it_left()
    {
        using var file = File.OpenRead(SharedData.Path("samples", "apple-health", "export.xml"));
        var gathered = new GatheredSamples(100);
        AppleHealthReader.Read(file, gathered);
        var sample = gathered.Samples.ShouldHaveSingleItem();
        (sample.Code, sample.Value, sample.Unit, sample.Source).ShouldBe(("8867-4", 72, "/min", "Apple\u00a0Watch"));
        sample.At.ShouldBe(new DateTimeOffset(2018, 9, 10, 2, 28, 55, TimeSpan.FromHours(-7)));
        gathered.Reasons.ShouldBe(new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["ActivitySummary: has no signal here"] = 2, ["HKQuantityTypeIdentifierBodyMassIndex: has no signal here (its unit 'count' would be kg/m2)"] = 1, ["Workout: has no signal here"] = 1,
        }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("OxygenSaturation", "%", "0.97", "59408-5", 97, "%")]
    [InlineData("BodyTemperature", "degF", "98.6", "8310-5", 98.6, "[degF]")]
    [InlineData("BodyMass", "lb", "154", "29463-7", 154, "[lb_av]")]
    [InlineData("BloodGlucose", "mmol<180.1558800000541>/L", "5.5", "2339-0", 5.5, "mmol/L")]
    [InlineData("StepCount", "count", "120", "55423-8", 120, "{steps}")]
    public void types_and_units_become_codes_and_units(string type, string unit, string value, string code, double number, string ucum)
    {
        var sample = Read($"""<Record type="HKQuantityTypeIdentifier{type}" sourceName="x" unit="{unit.Replace("<", "&lt;", StringComparison.Ordinal)}" startDate="2024-01-01 10:00:00 +0900" endDate="2024-01-01 10:10:00 +0900" value="{value}"/>""").Samples.ShouldHaveSingleItem();
        (sample.Code, sample.Value, sample.Unit).ShouldBe((code, number, ucum));
        sample.At.Minute.ShouldBe(type == "StepCount" ? 10 : 0);
    }

    [Fact]
    public void only_time_asleep_is_sleep()
    {
        string Night(string value) => $"""<Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="x" startDate="2024-01-01 23:00:00 +0900" endDate="2024-01-02 05:30:00 +0900" value="HKCategoryValueSleepAnalysis{value}"/>""";
        Read(Night("AsleepCore")).Samples.ShouldHaveSingleItem().Value.ShouldBe(6.5);
        Read(Night("InBed")).Samples.ShouldBeEmpty();
    }

    [Fact]
    public void an_unknown_unit_is_left_and_not_guessed() =>
        Read("""<Record type="HKQuantityTypeIdentifierBodyMass" unit="potato" startDate="2024-01-01 10:00:00 +0900" value="70"/>""").LeftOut.ShouldHaveSingleItem().Reason.ShouldBe("unit is not known");

    [Fact]
    public void in_its_zip_it_is_the_same()
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry("apple_health_export/export.xml").Open())
            entry.Write(Encoding.UTF8.GetBytes(Whole("""<Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min" startDate="2024-01-01 10:00:00 +0900" value="70"/>""")));
        packed.Position = 0;
        var gathered = new GatheredSamples(10);
        AppleHealthReader.Read(packed, gathered);
        gathered.Samples.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("hello", "line 1, column 1: the XML breaks here, ends too early, or is too long")]
    [InlineData("<Health/>", "line 1: must be HealthData: this is no export of Apple Health")]
    [InlineData("<HealthData><Record", "line 1, column 20: the XML breaks here, ends too early, or is too long")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"x\">]><HealthData><Record type=\"&b;\"/></HealthData>", "line 1, column 58: the XML breaks here, ends too early, or is too long")]
    public void what_is_no_export_is_refused(string xml, string reason) => Should.Throw<UnreadableFileException>(() => AppleHealthReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), new GatheredSamples(10))).Message.ShouldBe(reason);

    [Fact]
    public void nonsense_is_refused_or_read_but_never_more() => Fuzz.Bytes(
        Encoding.UTF8.GetBytes(Whole("""<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="x" unit="count/min" startDate="2024-01-01 10:00:00 +0900" value="70"/>""")),
        bytes => AppleHealthReader.Read(new MemoryStream(bytes), new GatheredSamples(100)));

    private static GatheredSamples Read(string records)
    {
        var gathered = new GatheredSamples(100);
        AppleHealthReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(Whole(records))), gathered);
        return gathered;
    }

    private static string Whole(string records) => $"""<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE HealthData [<!ELEMENT HealthData (Record*)>]><HealthData locale="ja_JP">{records}</HealthData>""";
}
