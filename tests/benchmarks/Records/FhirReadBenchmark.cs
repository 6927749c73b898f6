using System.Text.Json;
using TwinGrid.Benchmarks.Grid;

namespace TwinGrid.Benchmarks.Records;

/// <summary><c>fhir-read</c>: one resource after the other by its id, out of the records of sixty patients, opened with their keys; beside it the gateway's <c>/healthz</c>, which does nothing.</summary>
internal static class FhirReadBenchmark
{
    public static async IAsyncEnumerable<Measurement> Run()
    {
        var bundles = await FhirLoadBenchmark.Bundles();
        var folder = Directory.CreateTempSubdirectory("twingrid-fhir-read-").FullName;
        await using (var grid = await GridUnderLoad.Embedded(folder))
        {
            await FhirLoadBenchmark.Send(grid, bundles, "r");
            var paths = new List<string>();
            foreach (var type in (string[])["Observation", "Condition", "Encounter", "MedicationRequest"])
            {
                using var page = JsonDocument.Parse(await grid.Http.GetStringAsync($"/fhir/{type}?_count=500"));
                paths.AddRange(page.RootElement.GetProperty("entry").EnumerateArray().Select(entry => $"/fhir/{type}/{entry.GetProperty("resource").GetProperty("id").GetString()}"));
            }
            await ReadBenchmark.Read(grid, [.. paths], ReadBenchmark.WarmUp);
            var read = await ReadBenchmark.Read(grid, [.. paths], ReadBenchmark.Length);
            var empty = await ReadBenchmark.Read(grid, ["/healthz"], ReadBenchmark.Length);
            yield return new("a resource by its id", read.PerSecond, "answers/s", new() { ["emptyRoute"] = empty.PerSecond, ["emptyRouteServerMicroseconds"] = empty.ServerMicroseconds }, new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["resources"] = paths.Count, ["connections"] = ReadBenchmark.Connections, ["bytesAnAnswer"] = read.Bytes, ["p50Ms"] = read.Times.At(.5), ["p99Ms"] = read.Times.At(.99),
                ["serverMicrosecondsAnAnswer"] = read.ServerMicroseconds, ["senderMicrosecondsAnAnswer"] = read.OwnMicroseconds, ["cores"] = Environment.ProcessorCount,
                ["where"] = "gateway with embedded silo and SQLite; the reader is another process on the same cores, HTTP/1.1 kept alive, one request at a time a connection",
            });
        }
        Directory.Delete(folder, recursive: true);
    }
}
