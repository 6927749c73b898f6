using System.Net;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Lab.Tests.Imports;

public sealed class Files_of_others_are_read : IDisposable
{
    private readonly Lab _lab = new();

    [SkippableFact]
    public void claims_come_with_their_balances_and_without_names()
    {
        _lab.Run("import", "uke", SharedData.Path("samples", "jp-receipt", "RECEIPTC_GAIRAI_SAMPLE.UKE")).ShouldBe(0, _lab.Errors);
        _lab.Errors.ShouldContain("75 of 75 receipts balance; the trailer declares 140 claims and 86392 points, found are 140 and 86392.");
        _lab.Output.ShouldNotContain("カキク");
    }

    [Fact]
    public void samples_become_a_table_with_what_was_left()
    {
        var file = _lab.Put("points.json", """[{"heart_rate":{"value":61,"unit":"beats/min"},"effective_time_frame":{"date_time":"2020-02-05T07:25:00-08:00"}},{"step_count":{"value":9,"unit":"steps"},"effective_time_frame":{"time_interval":{"start_date_time":"2020-02-05T07:25:00Z","end_date_time":"2020-02-06T07:25:00Z"}},"descriptive_statistic":"average"}]""");
        _lab.Run("import", "open-mhealth", file).ShouldBe(0, _lab.Errors);
        _lab.Output.ReplaceLineEndings("\n").ShouldBe(
            "place,taken,code,value,unit,observed_at,source,remark\n[0],1,8867-4,61,/min,2020-02-05T07:25:00-08:00,,\n[1],0,step_count,,,,,is a statistic (average) of a time and no observation\n");
        _lab.Errors.ShouldStartWith("1 samples taken, 1 left.");
    }

    [Fact]
    public void what_cannot_be_read_is_one_sentence() => _lab.Refusal("import", "apple-health", _lab.Put("x.xml", "<Health/>")).ShouldEndWith("line 1: must be HealthData: this is no export of Apple Health.");

    [Theory]
    [InlineData("fhir", "bundle.json", "4 resources in a bundle of type collection.")]
    [InlineData("hl7", "message.hl7", "2 samples taken, 1 left.")]
    [InlineData("uke", "receipts.uke", "1 of 1 receipts balance")]
    [InlineData("genome", "genome.vcf", "VKORC1")]
    [InlineData("open-mhealth", "points.json", "2 samples taken, 0 left.")]
    [InlineData("apple-health", "export.xml", "3 samples taken, 1 left.")]
    [InlineData("nightscout", "entries.json", "3 samples taken, 1 left.")]
    public void the_documentations_files_are_read(string format, string name, string said)
    {
        _lab.Run("import", format, Example(name)).ShouldBe(0, _lab.Errors);
        _lab.Errors.ShouldContain(said);
    }

    [Theory]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient"}},{"resource":{}}]}""", "Bundle.entry[1].resource: does not say what it is: resourceType is missing.")]
    [InlineData("{\"resourceType\":\"Patient\"}\n{\"resourceType\":\"Patient\",}", "line 2: the JSON breaks")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><id", "the XML breaks here")]
    public void what_is_no_FHIR_is_one_sentence(string text, string said) => _lab.Refusal("import", "fhir", _lab.Put("x", text)).ShouldContain(said);

    [Fact]
    public void bundles_in_XML_are_counted_too()
    {
        _lab.Run("import", "fhir", _lab.Put("x.xml", """<Bundle xmlns="http://hl7.org/fhir"><type value="batch"/><entry><resource><Patient><contact><name><family value="x"/></name></contact></Patient></resource><request><method value="POST"/></request></entry><entry><resource><Observation/></resource></entry></Bundle>""")).ShouldBe(0, _lab.Errors);
        _lab.Errors.ShouldContain("2 resources in a bundle of type batch.");
    }

    [Fact]
    public async Task what_was_found_right_is_sent_and_what_became_of_it_is_told()
    {
        using var gateway = new Listening("""{"format":"apple-health","taken":3,"unchanged":0,"kinds":[{"what":"heart-rate","count":2}],"flagged":[{"what":"heart-rate: probe-disconnected","count":1}],"understood":[],"leftOut":[],"examples":[],"notes":[],"twins":["p1"]}""", 200);
        _lab.Run("import", "apple-health", Example("export.xml"), "--to", gateway.Address, "--twin", "p1").ShouldBe(0, _lab.Errors);
        _lab.Errors.ShouldContain("Sent as apple-health: 3 taken, 0 of them there already; twins: p1.");
        _lab.Errors.ShouldContain("flagged: 1 × heart-rate: probe-disconnected");
        var (path, body) = await gateway.Asked;
        path.ShouldBe("/v1/imports?twin=p1");
        body.ShouldBe(await File.ReadAllBytesAsync(Example("export.xml")));
    }

    [Fact]
    public void what_the_gateway_refuses_is_one_sentence()
    {
        using var gateway = new Listening("""{"title":"Something in the request is wrong","detail":"twin must name the twin."}""", 400);
        _lab.Refusal("import", "nightscout", Example("entries.json"), "--to", gateway.Address).ShouldEndWith("(400): twin must name the twin.");
    }

    [Fact]
    public void where_nobody_answers_it_is_said() =>
        _lab.Refusal("import", "nightscout", Example("entries.json"), "--to", $"http://127.0.0.1:{LoopbackPort.Free()}").ShouldContain("does not answer as a gateway does");

    private static string Example(string name) => Path.Combine(Repository.Root, "docs", "imports", name);

    public void Dispose() => _lab.Dispose();

    /// <summary>Answers the first request with what it is told to.</summary>
    private sealed class Listening : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Listening(string answer, int status)
        {
            Address = $"http://127.0.0.1:{LoopbackPort.Free()}/";
            _listener.Prefixes.Add(Address);
            _listener.Start();
            Asked = Answered(answer, status);
        }

        public string Address { get; }

        public Task<(string Path, byte[] Body)> Asked { get; }

        public void Dispose() => _listener.Close();

        private async Task<(string Path, byte[] Body)> Answered(string answer, int status)
        {
            var context = await _listener.GetContextAsync();
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
            return (context.Request.RawUrl!, body.ToArray());
        }
    }
}
