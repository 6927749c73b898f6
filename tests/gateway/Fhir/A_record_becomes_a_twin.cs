using System.IO.Compression;
using System.Net;
using System.Text;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>A whole grid, without identities.</summary>
public sealed class A_record_becomes_a_twin : IAsyncLifetime
{
    private WholeGrid _grid = null!;

    public async Task InitializeAsync()
    {
        _grid = await WholeGrid.Start();
    }

    [SkippableFact]
    public async Task with_profile_and_history_once_however_often_it_is_sent_and_is_erased_with_it()
    {
        var folder = SharedData.Path("samples", "synthea-r4");
        var rows = File.ReadLines(Path.Combine(folder, "index.csv")).Select(line => line.Split(',')).ToList();
        var row = rows.Skip(1).Where(one => one[20] != "0" && one[16] != "0").OrderBy(one => long.Parse(one[2], System.Globalization.CultureInfo.InvariantCulture)).First();
        await using var packed = new GZipStream(File.OpenRead(Path.Combine(folder, row[0])), CompressionMode.Decompress);
        using var reader = new StreamReader(packed, Encoding.UTF8);
        var bundle = await reader.ReadToEndAsync();
        var id = "";
        for (var time = 0; time < 2; time++)
        {
            var sent = await Send(HttpMethod.Post, "/fhir", bundle);
            sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
            id = sent.Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("location").GetString()!.Split('/')).First(parts => parts[0] == "Patient")[1];
        }
        var profile = (await Send(HttpMethod.Get, $"/v1/twins/{id}")).Json.GetProperty("profile");
        (profile.GetProperty("birthDate").GetString(), profile.GetProperty("sex").GetString()).ShouldBe((row[3], row[4]));
        profile.GetProperty("conditions").EnumerateArray().ShouldAllBe(word => word.GetString() != "weight-assumed");
        foreach (var (signal, column) in new[] { ("systolic-pressure", 14), ("diastolic-pressure", 15), ("body-weight", 16) })
            await Eventually.Holds(async () => (await Send(HttpMethod.Get, $"/v1/twins/{id}/vitals?code={signal}&from=1950-01-01T00:00:00Z&points=1")).Json.GetProperty("total").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture) == row[column],
                TimeSpan.FromMinutes(2), () => $"{signal} is not what was sent");
        var erased = await Send(HttpMethod.Delete, $"/v1/twins/{id}", """{"ground":"objection"}""", "application/json");
        erased.Status.ShouldBe(HttpStatusCode.OK, erased.Text);
        erased.Json.GetProperty("removed").GetProperty("versions of resources").GetInt32().ShouldBeGreaterThan(50);
        (await Send(HttpMethod.Get, $"/fhir/Patient/{id}")).ShouldBeOutcome(404);
        (await Send(HttpMethod.Get, $"/fhir/Observation?patient={id}")).Json.GetProperty("total").GetInt32().ShouldBe(0);
    }

    public async Task DisposeAsync()
    {
        await _grid.DisposeAsync();
        _grid.Logged.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private Task<Answer> Send(HttpMethod method, string path, string? body = null, string type = "application/fhir+json") =>
        Answer.Of(_grid.Http.SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, type) }));
}
