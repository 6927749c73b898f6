using System.Net;
using System.Text.Json.Nodes;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>Results of laboratories in many codes and units, and what is wrong with them.</summary>
public sealed class Laboratories_send_results : Records
{
    private const string Loinc = "http://loinc.org", Jlac10 = "http://medis.or.jp/CodeSystem/master-JLAC10-17digits", Medis = "http://medis.or.jp/CodeSystem/master-nursingObservationKeyCode";

    [Theory]
    [InlineData(Loinc, "1988-5", "2.1", "mg/dL", Signal.CReactiveProtein, 21)]
    [InlineData(Loinc, "1988-5", "21", "mg/L", Signal.CReactiveProtein, 21)]
    [InlineData(Jlac10, "5C070000002306201", "2.1", "mg/dL", Signal.CReactiveProtein, 21)]
    [InlineData(Jlac10, "5C070000002306201", "2.1", "", Signal.CReactiveProtein, 21)]
    [InlineData(Loinc, "1751-7", "39", "g/L", Signal.Albumin, 3.9)]
    [InlineData(Loinc, "2160-0", "88.4", "umol/L", Signal.Creatinine, 1)]
    [InlineData(Loinc, "38483-4", "1.2", "mg/dL", Signal.Creatinine, 1.2)]
    [InlineData(Jlac10, "3H015000002326101", "3.5", "mEq/L", Signal.Potassium, 3.5)]
    [InlineData(Jlac10, "8A065000002391901", "75", "ml/min/1.73m2", Signal.GlomerularFiltration, 75)]
    [InlineData(Jlac10, "2A990000001930952", "68", "10^2/μL", Signal.Leucocytes, 6.8)]
    [InlineData(Jlac10, "2A990000001930955", "23.1", "万/μL", Signal.Platelets, 231)]
    [InlineData(Loinc, "6690-2", "6.8", "10*9/L", Signal.Leucocytes, 6.8)]
    [InlineData(Loinc, "59261-8", "53", "mmol/mol", Signal.GlycatedHaemoglobin, 7)]
    [InlineData(Loinc, "4548-4", "7", "%", Signal.GlycatedHaemoglobin, 7)]
    [InlineData(Loinc, "2524-7", "18", "mg/dL", Signal.Lactate, 2)]
    [InlineData(Loinc, "2524-7", "2000", "umol/L", Signal.Lactate, 2)]
    [InlineData(Loinc, "6301-6", "2.4", "", Signal.ProthrombinRatio, 2.4)]
    [InlineData(Jlac10, "2B030000002231157", "2.4", "", Signal.ProthrombinRatio, 2.4)]
    [InlineData(Loinc, "33762-6", "1200", "ng/L", Signal.NatriureticFragment, 1200)]
    [InlineData(Loinc, "3094-0", "7.14", "mmol/L", Signal.UreaNitrogen, 20)]
    [InlineData(Loinc, "1920-8", "41", "IU/L", Signal.AspartateAminotransferase, 41)]
    [InlineData(Medis, "31000298", "163", "cm", Signal.BodyHeight, 163)]
    public async Task codes_and_units_of_all_come_to_one_signal(string system, string code, string value, string unit, Signal signal, double expected)
    {
        var (answer, signs) = await Sent(system, code, value, unit);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        var sign = signs.ShouldHaveSingleItem();
        (sign.Signal, sign.Flags).ShouldBe((signal, SampleFlags.None));
        sign.Value.ShouldBe(expected, expected * .01);
    }

    [Theory]
    [InlineData(Loinc, "1751-7", "3.9", "mg/L", "impossible", true)]
    [InlineData(Loinc, "1988-5", "2100", "mg/L", "impossible", true)]
    [InlineData(Loinc, "1988-5", "2.1", "", "no-unit", false)]
    [InlineData(Loinc, "2160-0", "1.2", "mmHg", "foreign-unit", false)]
    [InlineData(Loinc, "2823-3", "140", "mmol/L", "impossible", true)]
    [InlineData(Jlac10, "2B030000002231153", "98", "%", null, false)]
    [InlineData(Jlac10, "3C015000000127101", "98", "mg/dL", null, false)]
    [InlineData(Jlac10, "2A990000001930951", "4.8", "10*6/uL", null, false)]
    [InlineData(Loinc, "9279-1", "400", "回", "impossible", true)]
    public async Task what_cannot_be_is_kept_and_flagged(string system, string code, string value, string unit, string? flag, bool isTold)
    {
        var (answer, signs) = await Sent(system, code, value, unit);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        signs.Count.ShouldBe(isTold ? 1 : 0);
        signs.ShouldAllBe(sign => !sign.IsBelieved);
        var id = answer.Headers.Location!.ToString().Split("/fhir/")[1].Split("/_history")[0];
        var tags = JsonNode.Parse((await Get($"/fhir/{id}")).Text)!["meta"]!["tag"]?.AsArray().Select(tag => tag!["code"]!.GetValue<string>()).ToList() ?? [];
        if (flag is null) tags.ShouldBeEmpty();
        else tags.ShouldContain(flag, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("７２", 72)]
    [InlineData("７２．５", 72.5)]
    [InlineData("72,5", 72.5)]
    public async Task digits_of_any_width_are_read(string written, double value)
    {
        await Known();
        var answer = await Send(HttpMethod.Post, "/fhir/Observation", $$$"""{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"{{{Loinc}}}","code":"8867-4"}]},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-03-01T11:00:00Z","valueString":"{{{written}}}"}""");
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        Signs.ShouldHaveSingleItem().Value.ShouldBe(value);
    }

    [Fact]
    public async Task a_correction_replaces_and_an_error_takes_back_what_was_told()
    {
        var (answer, _) = await Sent(Loinc, "2823-3", "6.5", "mmol/L");
        var id = answer.Headers.Location!.ToString().Split("/fhir/Observation/")[1].Split('/')[0];
        foreach (var (status, value, told) in ((string, string, SampleStatus)[])[("corrected", "4.5", SampleStatus.Corrected), ("entered-in-error", "4.5", SampleStatus.EnteredInError)])
        {
            (await Send(HttpMethod.Put, $"/fhir/Observation/{id}", Result(Loinc, "2823-3", value, "mmol/L", status).Replace("{\"resourceType\"", $"{{\"id\":\"{id}\",\"resourceType\"", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.OK);
            var sign = Signs.ShouldHaveSingleItem();
            (sign.Status, sign.ObservedAt).ShouldBe((told, Noon.AddHours(-1)));
        }
    }

    [SkippableFact]
    public async Task three_results_with_one_identifier_are_three_and_the_impossible_one_is_flagged()
    {
        var sent = await Sent(await File.ReadAllTextAsync(SharedData.Path("samples", "jp-clins", "Bundle-Bundle-CLINS-Observations-Example-01.json")));
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        var told = Stored.Written.Values.SelectMany(write => write.Signs).OrderBy(sign => sign.Signal).Select(sign => (sign.Signal, Math.Round(sign.Value, 5), sign.Flags)).ToList();
        told.ShouldBe([(Signal.GlomerularFiltration, 75, SampleFlags.None), (Signal.Potassium, 3.5, SampleFlags.None), (Signal.Albumin, .00039, SampleFlags.Impossible)]);
        sent.Text.ShouldContain("albumin is impossible; kept and flagged");
        (await Get("/fhir/Observation?identifier=1318814790-9990767-OBSLAB13883807672021070909210705-2&_count=0")).Json.GetProperty("total").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task pressure_panels_old_and_new_say_the_same()
    {
        await Known();
        foreach (var (panel, minute) in ((string, int)[])[("85354-9", 1), ("55284-4", 2)])
        {
            var answer = await Send(HttpMethod.Post, "/fhir/Observation", $$$"""
                {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"{{{Loinc}}}","code":"{{{panel}}}"}]},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-03-01T11:0{{{minute}}}:00Z","component":[
                {"code":{"coding":[{"system":"{{{Loinc}}}","code":"8480-6"}]},"valueQuantity":{"value":121,"unit":"mmHg"}},{"code":{"coding":[{"system":"{{{Loinc}}}","code":"8462-4"}]},"valueQuantity":{"value":80,"unit":"mmHg"}}]}
                """);
            answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        }
        Signs.GroupBy(sign => sign.ObservedAt).Select(panel => string.Join(' ', panel.Select(sign => $"{sign.Signal} {sign.Value}"))).ShouldBe(Enumerable.Repeat("SystolicPressure 121 DiastolicPressure 80", 2));
    }

    private IReadOnlyList<VitalSign> Signs => [.. Stored.Written.Values.SelectMany(write => write.Signs)];

    private static string Result(string system, string code, string value, string unit, string status = "final") =>
        $$$"""{"resourceType":"Observation","status":"{{{status}}}","code":{"coding":[{"system":"{{{system}}}","code":"{{{code}}}"}]},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-03-01T11:00:00Z","valueQuantity":{"value":{{{value}}}{{{(unit.Length > 0 ? $",\"unit\":\"{unit}\"" : "")}}}}}""";

    private async Task<(Answer Answer, IReadOnlyList<VitalSign> Signs)> Sent(string system, string code, string value, string unit)
    {
        await Known();
        return (await Send(HttpMethod.Post, "/fhir/Observation", Result(system, code, value, unit)), Signs);
    }
}
