using System.IO.Compression;
using System.Net;
using System.Text;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Imports;

public sealed class A_file_of_any_kind_is_sent : Fhir.Records
{
    private string _twin = "";

    private IReadOnlyList<VitalsPacket> Packets => [.. Log.All.Select(logged => logged.Record).OfType<VitalsPacket>()];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _twin = (await Post("/v1/patients", ExampleFiles.Patient)).Json.GetProperty("twinId").GetString()!;
    }

    [Theory]
    [InlineData("bundle.json", "fhir", 4, "Observation")]
    [InlineData("message.hl7", "hl7", 2, "blood-glucose")]
    [InlineData("receipts.uke", "uke", 1, "entries")]
    [InlineData("genome.vcf", "genome", 1, "VKORC1")]
    [InlineData("points.json", "open-mhealth", 2, "heart-rate")]
    [InlineData("export.xml", "apple-health", 3, "oxygen-saturation")]
    [InlineData("entries.json", "nightscout", 3, "insulin-bolus")]
    public async Task it_is_told_by_its_content_and_reaches_its_twin(string name, string format, int taken, string kind)
    {
        var answer = await Sent(ExampleFiles.Read(name));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        (answer.Json.GetProperty("format").GetString(), answer.Json.GetProperty("taken").GetInt32()).ShouldBe((format, taken));
        Counted(answer, "kinds").ShouldContainKey(kind);
        answer.Json.GetProperty("twins").EnumerateArray().Select(twin => twin.GetString()).ShouldBe([_twin]);
    }

    [Fact]
    public async Task what_cannot_be_believed_and_what_is_left_is_told_with_its_reason()
    {
        Counted(await Sent(ExampleFiles.Read("bundle.json")), "flagged").ShouldContainKey("Observation: respiratory-rate is impossible; kept and flagged");
        var message = await Sent(ExampleFiles.Read("message.hl7"));
        Counted(message, "flagged").ShouldContainKeyAndValue("heart-rate: probe-disconnected", 1);
        message.Json.GetProperty("examples")[0].GetProperty("place").GetString().ShouldBe("message 1, OBX[3]-5");
    }

    [Fact]
    public async Task the_same_bundle_again_changes_nothing()
    {
        await Sent(ExampleFiles.Read("bundle.json"));
        var again = (await Sent(ExampleFiles.Read("bundle.json"))).Json;
        again.GetProperty("unchanged").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task a_resource_a_line_is_one_transaction_and_refers_within_itself()
    {
        const string lines = """
            {"resourceType":"Patient","id":"x","identifier":[{"system":"urn:oid:1.2.3","value":"42"}],"birthDate":"1961-04-30"}
            {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"subject":{"reference":"Patient/x"},"effectiveDateTime":"2026-02-20T08:30:00Z","valueQuantity":{"value":72,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}
            """;
        var answer = await Sent(Encoding.UTF8.GetBytes(lines));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json.GetProperty("twins")[0].GetString().ShouldBe(_twin);
        (await Sent(Encoding.UTF8.GetBytes(lines.Replace("\"status\":\"final\"", "\"status\":\"finished\"", StringComparison.Ordinal)))).ShouldName("line 2, Observation.status");
    }

    [Fact]
    public async Task packed_it_is_the_same()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(ExampleFiles.Read("bundle.json"));
        (await Sent(packed.ToArray())).Json.GetProperty("taken").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task bundles_in_XML_and_exports_in_their_zip_are_the_same()
    {
        var bundle = await Sent("""<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/><entry><fullUrl value="urn:uuid:0b6d3f52-6a0e-4c1d-9a7e-5f1c2f0a9d01"/><resource><Patient><identifier><system value="urn:oid:1.2.3"/><value value="42"/></identifier><birthDate value="1961-04-30"/></Patient></resource></entry></Bundle>"""u8.ToArray());
        bundle.Status.ShouldBe(HttpStatusCode.OK, bundle.Text);
        bundle.Json.GetProperty("twins")[0].GetString().ShouldBe(_twin);
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        await using (var entry = zip.CreateEntry("apple_health_export/export.xml").Open()) await entry.WriteAsync(ExampleFiles.Read("export.xml"));
        var export = await Sent(packed.ToArray());
        (export.Json.GetProperty("format").GetString(), export.Json.GetProperty("taken").GetInt32()).ShouldBe(("apple-health", 3));
    }

    [Fact]
    public async Task what_is_unknown_or_nobodys_is_refused()
    {
        (await Sent("hello"u8.ToArray())).ShouldName("body");
        (await Post("/v1/imports", new ByteArrayContent(ExampleFiles.Read("genome.vcf")))).ShouldName("twin");
        (await Post("/v1/imports?twin=nobody", new ByteArrayContent(ExampleFiles.Read("export.xml")))).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
        Packets.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_property_without_a_name_is_no_resource() => (await Sent("""{"resourceType":"Patient","birthDate":"1961-04-30","":[{"":1}]}"""u8.ToArray())).ShouldName("body");

    [SkippableFact]
    public async Task files_of_others_are_recognised()
    {
        foreach (var (path, format) in ((string, string)[])[
            ("synthea-r4", "fhir"), ("jp-clins", "fhir"), ("hl7v2-oru", "hl7"), ("jp-receipt", "uke"), ("apple-health", "apple-health"), ("pharmcat", "genome")])
        {
            var folder = SharedData.Path(["samples", .. path.Split('/')]);
            foreach (var file in Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".json" or ".gz" or ".hl7" or ".UKE" or ".xml" or ".vcf").Where(file => !file.Contains("expected", StringComparison.OrdinalIgnoreCase) && !file.EndsWith("-expected.json", StringComparison.Ordinal)).Where(file => format != "hl7" || file.EndsWith(".hl7", StringComparison.Ordinal)))
            {
                await using var stream = File.OpenRead(file);
                var kind = Formats.FileKinds.Recognise(stream);
                kind.ShouldNotBeNull(file);
                Formats.FileKinds.Word(kind.Value).ShouldBe(format, file);
            }
        }
    }

    private static Dictionary<string, int> Counted(Answer answer, string what) =>
        answer.Json.GetProperty(what).EnumerateArray().ToDictionary(one => one.GetProperty("what").GetString()!, one => one.GetProperty("count").GetInt32(), StringComparer.Ordinal);

    private Task<Answer> Sent(byte[] file) => Post($"/v1/imports?twin={_twin}", new ByteArrayContent(file));
}
