using System.Net;
using TwinGrid.HealthRecords;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Fhir;

public sealed class A_resource_is_kept : Records
{
    [Fact]
    public async Task what_was_created_is_read_back_as_it_was_sent()
    {
        await Known();
        var created = await Send(HttpMethod.Post, "/fhir/Observation", Pulse());
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        created.Headers.ETag!.ToString().ShouldBe("W/\"1\"");
        created.Headers.Location!.AbsolutePath.ShouldEndWith("/_history/1");
        var read = await Get(created.Headers.Location!.AbsolutePath.Replace("/_history/1", "", StringComparison.Ordinal));
        read.Status.ShouldBe(HttpStatusCode.OK);
        read.Json.GetProperty("valueQuantity").GetProperty("value").GetRawText().ShouldBe("72");
        read.Json.GetProperty("meta").GetProperty("versionId").GetString().ShouldBe("1");
        read.Json.GetProperty("meta").GetProperty("lastUpdated").GetString().ShouldBe("2026-03-01T12:00:00.000Z");
        read.Json.GetProperty("subject").GetProperty("reference").GetString().ShouldBe("Patient/p1");
    }

    [Fact]
    public async Task what_is_sent_again_is_known_again()
    {
        await Known();
        var first = await Send(HttpMethod.Post, "/fhir/Observation", Pulse());
        var second = await Send(HttpMethod.Post, "/fhir/Observation", Pulse());
        second.Status.ShouldBe(HttpStatusCode.OK);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        (await Get("/fhir/Observation?patient=p1")).Json.GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task an_update_makes_a_version_and_a_stale_one_is_refused()
    {
        await Known();
        var body = Pulse().Replace("{\"resourceType\":\"Observation\"", "{\"resourceType\":\"Observation\",\"id\":\"o1\"", StringComparison.Ordinal);
        (await Send(HttpMethod.Put, "/fhir/Observation/o1", body)).Status.ShouldBe(HttpStatusCode.Created);
        var next = body.Replace("\"value\":72", "\"value\":74", StringComparison.Ordinal);
        (await Send(HttpMethod.Put, "/fhir/Observation/o1", next, headers: ("If-Match", "W/\"1\""))).Status.ShouldBe(HttpStatusCode.OK);
        (await Send(HttpMethod.Put, "/fhir/Observation/o1", body, headers: ("If-Match", "W/\"1\""))).ShouldBeOutcome(412);
        (await Get("/fhir/Observation/o1/_history")).Json.GetProperty("total").GetInt32().ShouldBe(2);
        (await Get("/fhir/Observation/o1/_history/1")).Json.GetProperty("valueQuantity").GetProperty("value").GetInt32().ShouldBe(72);
        (await Get("/fhir/Observation/o1")).Headers.ETag!.ToString().ShouldBe("W/\"2\"");
        (await Get("/fhir/Observation/o1/_history/3")).ShouldBeOutcome(404);
        (await Get("/fhir/Observation/nobody")).ShouldBeOutcome(404);
    }

    [Fact]
    public async Task an_unchanged_update_makes_no_version()
    {
        await Known();
        (await Send(HttpMethod.Put, "/fhir/Patient/p1", Patient)).Status.ShouldBe(HttpStatusCode.OK);
        (await Get("/fhir/Patient/p1")).Headers.ETag!.ToString().ShouldBe("W/\"1\"");
    }

    [Fact]
    public async Task it_is_created_only_if_none_fits()
    {
        await Known();
        const string order = """,""" + "\"identifier\":[{\"system\":\"http://lab.example/orders\",\"value\":\"77\"}]";
        var first = await Send(HttpMethod.Post, "/fhir/Observation", Pulse(more: order), headers: ("If-None-Exist", "identifier=http://lab.example/orders|77"));
        var second = await Send(HttpMethod.Post, "/fhir/Observation", Pulse("90", more: order), headers: ("If-None-Exist", "identifier=http://lab.example/orders|77"));
        (first.Status, second.Status).ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK));
        second.Headers.Location.ShouldBe(first.Headers.Location);
    }

    [Fact]
    public async Task it_is_found_by_code_category_date_and_time_of_writing()
    {
        await Known();
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse());
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse("80", at: "2026-02-01"));
        foreach (var (query, total) in new[]
        {
            ("code=8867-4", 2), ("code=http://loinc.org|8867-4", 2), ("code=http://loinc.org|", 2), ("code=8480-6", 0), ("code=8480-6,8867-4", 2), ("category=vital-signs", 2), ("category=laboratory", 0),
            ("date=2026-03-01", 1), ("date=ge2026-02", 2), ("date=lt2026-03", 1), ("date=gt2026-02-01&date=lt2026-03-02", 1), ("date=2026", 2), ("_lastUpdated=ge2026-03-01", 2), ("_lastUpdated=lt2026-03-01", 0),
            ("status=final&code=8867-4", 2),
        })
            (await Get($"/fhir/Observation?patient=p1&{query}")).Json.GetProperty("total").GetInt32().ShouldBe(total, query);
        (await Get("/fhir/Observation?patient=nobody")).Json.GetProperty("total").GetInt32().ShouldBe(0);
        (await Get("/fhir/Observation?patient=p1&nonsense=1")).ShouldBeOutcome(400, "nonsense");
        (await Get("/fhir/Observation?patient=p1&date=yesterday")).ShouldBeOutcome(400, "date");
    }

    [Fact]
    public async Task a_search_is_read_page_by_page()
    {
        await Known();
        for (var minute = 0; minute < 7; minute++) await Send(HttpMethod.Post, "/fhir/Observation", Pulse(at: $"2026-03-01T10:0{minute}:00Z"));
        var (next, seen) = ("/fhir/Observation?patient=p1&_count=3", new List<string>());
        for (var pages = 0; next is not null; pages++)
        {
            pages.ShouldBeLessThan(4);
            var page = (await Get(next)).Json;
            page.GetProperty("total").GetInt32().ShouldBe(7);
            seen.AddRange(page.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource").GetProperty("id").GetString()!));
            next = page.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == "next").Select(link => new Uri(link.GetProperty("url").GetString()!).PathAndQuery).FirstOrDefault();
        }
        seen.Distinct(StringComparer.Ordinal).Count().ShouldBe(7);
    }

    [Fact]
    public async Task it_is_taken_and_given_in_xml()
    {
        await Known();
        const string xml = """<Observation xmlns="http://hl7.org/fhir"><status value="final"/><code><coding><system value="http://loinc.org"/><code value="8867-4"/></coding></code><subject><reference value="Patient/p1"/></subject><effectiveDateTime value="2026-03-01T11:00:00Z"/><valueQuantity><value value="72.50"/><unit value="/min"/><system value="http://unitsofmeasure.org"/><code value="/min"/></valueQuantity></Observation>""";
        var created = await Send(HttpMethod.Post, "/fhir/Observation", xml, "application/fhir+xml", ("Accept", "application/fhir+xml"));
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        created.MediaType!.MediaType.ShouldBe("application/fhir+xml");
        created.Text.ShouldContain("<value value=\"72.50\"");
        var wrong = await Send(HttpMethod.Post, "/fhir/Observation", "<Observation", "application/fhir+xml");
        wrong.ShouldBeOutcome(400);
    }

    [Fact]
    public async Task what_names_the_patient_lies_in_the_vault_alone()
    {
        const string card = """{"resourceType":"Patient","identifier":[{"system":"http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID","value":"00012345:あいう:１８７:05"}],"name":[{"family":"Canaryfield"}],"telecom":[{"value":"03-1234-5678"}],"gender":"female","birthDate":"1961-04-30"}""";
        var created = await Send(HttpMethod.Post, "/fhir/Patient", card);
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        created.Text.ShouldNotContain("Canaryfield");
        var path = created.Headers.Location!.AbsolutePath.Replace("/_history/1", "", StringComparison.Ordinal);
        var id = path[(path.LastIndexOf('/') + 1)..];
        System.Text.Encoding.UTF8.GetString((await Stored.Read(new ResourceName("Patient", id), null))!.Body).ShouldNotContain("Canaryfield");
        var read = await Get(path);
        read.Json.GetProperty("name")[0].GetProperty("family").GetString().ShouldBe("Canaryfield"); // for who may see it
        var again = await Send(HttpMethod.Post, "/fhir/Patient", card);
        again.Status.ShouldBe(HttpStatusCode.OK);
        (await Get("/fhir/Patient?identifier=x|1")).ShouldBeOutcome(400, "identifier");
        var form = new FormUrlEncodedContent([KeyValuePair.Create("identifier", "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID|00012345:あいう:187:05")]);
        (await Answer.Of(Http.PostAsync("/fhir/Patient/_search", form))).Json.GetProperty("total").GetInt32().ShouldBe(1);
        foreach (var line in Logged.Lines) line.ShouldNotContain("Canaryfield");
    }

    [Theory]
    [InlineData("72", "/min", SampleFlags.None)]
    [InlineData("400", "回", SampleFlags.Impossible)]
    [InlineData("0", "/min", SampleFlags.ProbeDisconnected)]
    public async Task what_was_measured_is_for_the_twin(string value, string unit, SampleFlags flags)
    {
        await Known();
        var answer = await Send(HttpMethod.Post, "/fhir/Observation", Pulse(value, unit));
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        var sign = Stored.Written.Values.SelectMany(write => write.Signs).ShouldHaveSingleItem();
        (sign.Signal, sign.Flags).ShouldBe((Signal.HeartRate, flags));
        if (flags != SampleFlags.None) answer.Json.GetProperty("meta").GetProperty("tag").ToString().ShouldContain(flags == SampleFlags.Impossible ? "impossible" : "probe-disconnected");
    }

    [Fact]
    public async Task a_corrected_value_replaces_what_the_twin_was_told()
    {
        await Known();
        var body = Pulse().Replace("{\"resourceType\":\"Observation\"", "{\"resourceType\":\"Observation\",\"id\":\"o1\"", StringComparison.Ordinal);
        await Send(HttpMethod.Put, "/fhir/Observation/o1", body);
        await Send(HttpMethod.Put, "/fhir/Observation/o1", body.Replace("\"value\":72", "\"value\":74", StringComparison.Ordinal));
        var told = Stored.Written[new ResourceName("Observation", "o1")].Signs.ShouldHaveSingleItem();
        (told.Value, told.Status).ShouldBe((74, SampleStatus.Corrected));
        await Send(HttpMethod.Put, "/fhir/Observation/o1", body.Replace("11:00:00Z", "11:05:00Z", StringComparison.Ordinal));
        Stored.Written[new ResourceName("Observation", "o1")].Signs.Select(sign => (sign.ObservedAt.Minute, sign.Status)).ShouldBe([(5, SampleStatus.Corrected), (0, SampleStatus.EnteredInError)]);
        await Send(HttpMethod.Put, "/fhir/Observation/o1", body.Replace("\"final\"", "\"entered-in-error\"", StringComparison.Ordinal));
        Stored.Written[new ResourceName("Observation", "o1")].Signs.ShouldContain(sign => sign.Status == SampleStatus.EnteredInError);
    }

    [Fact]
    public async Task what_is_wrong_is_told_with_its_element()
    {
        await Known();
        (await Send(HttpMethod.Post, "/fhir/Observation", Pulse().Replace("\"final\"", "\"finished\"", StringComparison.Ordinal))).ShouldBeOutcome(400, "Observation.status");
        (await Send(HttpMethod.Post, "/fhir/Observation", Pulse().Replace("\"final\"", "\"final\",\"colour\":\"red\"", StringComparison.Ordinal))).ShouldBeOutcome(400, "Observation.colour");
        (await Send(HttpMethod.Post, "/fhir/Observation", Pulse().Replace("Patient/p1", "Patient/p2", StringComparison.Ordinal))).ShouldBeOutcome(404);
        (await Send(HttpMethod.Post, "/fhir/Observation", Pulse("1234567890123456789.0123456789"))).ShouldBeOutcome(400);
        (await Send(HttpMethod.Post, "/fhir/Observation", "{")).ShouldBeOutcome(400);
        (await Send(HttpMethod.Post, "/fhir/Starship", "{}")).ShouldBeOutcome(404);
        (await Send(HttpMethod.Delete, "/fhir/Observation/o1")).ShouldBeOutcome(405);
        (await Send(HttpMethod.Post, "/fhir/Observation", Pulse(), "text/plain")).ShouldBeOutcome(415);
        (await Get("/fhir/Observation?patient=p1")).Json.GetProperty("total").GetInt32().ShouldBe(0);
    }
}
