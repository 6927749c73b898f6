using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinGrid.Testbed;
using TwinGrid.Vitals;
using Xunit.Abstractions;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>What other people's systems have written, as it is.</summary>
public sealed class Others_samples_are_sent(ITestOutputHelper output) : Records
{
    private const string Vital = "category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs", Laboratory = "category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory";

    [SkippableFact]
    public async Task Synthea_patients_are_there_as_their_index_counts_them_however_often_they_are_sent()
    {
        var folder = SharedData.Path("samples", "synthea-r4");
        var rows = File.ReadLines(Path.Combine(folder, "index.csv")).Select(line => line.Split(',')).ToList();
        int Column(string name) => Array.IndexOf(rows[0], name);
        foreach (var row in rows.Skip(1).OrderBy(row => long.Parse(row[Column("bytes")], CultureInfo.InvariantCulture)).Take(Sent_at_most))
        {
            var bundle = await Unpacked(Path.Combine(folder, row[0]));
            string? id = null;
            foreach (var time in (string[])["first", "second"])
            {
                var sent = await Sent(bundle);
                sent.Status.ShouldBe(HttpStatusCode.OK, $"{row[0]} {time}: {sent.Text[..Math.Min(600, sent.Text.Length)]}");
                var entries = sent.Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response")).ToList();
                entries.Count.ToString(CultureInfo.InvariantCulture).ShouldBe(row[Column("entries")]);
                if (time == "second") entries.ShouldAllBe(entry => entry.GetProperty("status").GetString() == "200 OK");
                id = entries.Select(entry => entry.GetProperty("location").GetString()!.Split('/')).First(parts => parts[0] == "Patient")[1];
                foreach (var (query, column) in new[]
                {
                    ($"Observation?{Vital}", "vitalSignObservations"), ($"Observation?{Laboratory}", "labObservations"), ("Condition?", "conditions"), ("MedicationRequest?", "medicationRequests"), ("Encounter?", "encounters"),
                    ("Observation?combo-code=8480-6", "n_sbp"), ("Observation?combo-code=8462-4", "n_dbp"), ("Observation?code=29463-7", "n_weight"), ("Observation?code=8302-2", "n_height"), ("Observation?code=39156-5", "n_bmi"),
                    ("Observation?code=8310-5,8331-1", "n_temp"), ("Observation?code=4548-4", "n_hba1c"),
                })
                    (await Get($"/fhir/{query}&patient={id}&_count=0")).Json.GetProperty("total").GetInt32().ToString(CultureInfo.InvariantCulture).ShouldBe(row[Column(column)], $"{row[0]} {time} {column}");
            }
            var patient = (await Get($"/fhir/Patient/{id}")).Json;
            (patient.GetProperty("birthDate").GetString(), patient.GetProperty("gender").GetString()).ShouldBe((row[Column("birthDate")], row[Column("gender")]));
        }
        Stored.Written.Values.SelectMany(write => write.Signs).Count(sign => sign.Signal == Signal.SystolicPressure).ShouldBeGreaterThan(0);
    }

    [SkippableFact]
    public async Task what_is_wrong_is_refused_with_an_outcome_and_leaves_no_trace()
    {
        foreach (var file in Directory.GetFiles(SharedData.Path("samples", "fhir-r4-negative")).Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(file);
            foreach (var one in file.EndsWith(".ndjson", StringComparison.Ordinal) ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("invalid", StringComparison.Ordinal)) : [text])
            {
                var type = file.EndsWith(".xml", StringComparison.Ordinal) ? "application/fhir+xml" : "application/fhir+json";
                var name = Path.GetFileName(file);
                var path = name.StartsWith("Bundle", StringComparison.Ordinal) ? "/fhir" : name.Contains("Patient", StringComparison.Ordinal) ? "/fhir/Patient" : "/fhir/Observation";
                var answer = await Send(HttpMethod.Post, path, one, type);
                ((int)answer.Status).ShouldBeInRange(400, 499, $"{name}: {answer.Text}");
                answer.ShouldBeOutcome((int)answer.Status);
                output.WriteLine($"{name}: {(int)answer.Status} {answer.Json.GetProperty("issue")[0]}");
            }
        }
        (await Stored.Twins("", 10)).ShouldBeEmpty();
        Stored.Commits.ShouldBe(0);
    }

    [SkippableFact]
    public async Task Japanese_documents_and_collections_are_taken_as_they_are()
    {
        foreach (var file in Directory.GetFiles(SharedData.Path("samples", "jp-clins"), "Bundle-*.json").Concat(Directory.GetFiles(SharedData.Path("samples", "jp-ereferral"), "*.json")).Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(file);
            var sent = await Sent(text);
            sent.Status.ShouldBe(HttpStatusCode.OK, $"{file}: {sent.Text}");
            sent.Json.GetProperty("entry").GetArrayLength().ShouldBe(JsonDocument.Parse(text).RootElement.GetProperty("entry").GetArrayLength());
        }
        // the same identifier on three results, and all three are there
        (await Get("/fhir/Observation?category=laboratory&_count=0")).Json.GetProperty("total").GetInt32().ShouldBeGreaterThanOrEqualTo(4);
    }

    [SkippableFact]
    public async Task the_examples_of_HL7_and_US_Core_that_are_about_a_patient_are_taken()
    {
        var (taken, refused) = (0, new List<string>());
        foreach (var file in Directory.GetFiles(SharedData.Path("samples", "us-core"), "*.json").Order(StringComparer.Ordinal))
        {
            var resource = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
            var (type, id) = (resource["resourceType"]!.GetValue<string>(), resource["id"]!.GetValue<string>());
            foreach (var owner in (string[])["subject", "patient"])
                if (resource[owner]?["reference"]?.GetValue<string>() is { } reference && reference.StartsWith("Patient/", StringComparison.Ordinal) && (await Get($"/fhir/{reference}")).Status == HttpStatusCode.NotFound)
                    await Send(HttpMethod.Put, $"/fhir/{reference}", $$"""{"resourceType":"Patient","id":"{{reference["Patient/".Length..]}}","birthDate":"1980-01-01"}""");
            var answer = await Send(HttpMethod.Put, $"/fhir/{type}/{id}", resource.ToJsonString());
            if (answer.Status is HttpStatusCode.Created or HttpStatusCode.OK) taken++;
            else refused.Add($"{Path.GetFileName(file)}: {answer.Text}");
        }
        refused.ShouldBeEmpty();
        taken.ShouldBe(39);
        var signs = Stored.Written.Values.SelectMany(write => write.Signs).Select(sign => sign.Signal).ToHashSet();
        foreach (var signal in (Signal[])[Signal.HeartRate, Signal.RespiratoryRate, Signal.OxygenSaturation, Signal.SystolicPressure, Signal.DiastolicPressure, Signal.BodyTemperature, Signal.BodyWeight, Signal.BloodGlucose]) signs.ShouldContain(signal);
    }

    /// <summary>The smallest of the sixty; all of them with <c>TWINGRID_FHIR_ALL</c> set.</summary>
    private static int Sent_at_most => Environment.GetEnvironmentVariable("TWINGRID_FHIR_ALL") is { Length: > 0 } ? 60 : 8;

    private static async Task<string> Unpacked(string file)
    {
        await using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(packed, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
