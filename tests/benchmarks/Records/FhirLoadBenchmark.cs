using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using TwinGrid.Benchmarks.Grid;
using TwinGrid.Testbed;

namespace TwinGrid.Benchmarks.Records;

/// <summary><c>fhir-load</c>: transaction bundles of Synthea patients over HTTP into an embedded grid, each resource checked, kept, sealed and durable before the answer, and told to its twin.</summary>
internal static class FhirLoadBenchmark
{
    /// <summary>Senders at once; each bundle is one request.</summary>
    private const int Senders = 4;

    /// <summary>Times that each patient is sent, each time as somebody else.</summary>
    private const int Times = 3;

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var bundles = await Bundles();
        var folder = Directory.CreateTempSubdirectory("twingrid-fhir-load-").FullName;
        await using (var grid = await GridUnderLoad.Embedded(folder))
        {
            await Send(grid, bundles, "w");
            var (times, resources, server, own, watch) = (new Percentiles(), 0L, grid.Cpu, Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
            for (var time = 0; time < Times; time++) resources += await Send(grid, bundles, $"{time}", times);
            var seconds = watch.Elapsed.TotalSeconds;
            var bytes = (double)Times * bundles.Sum(bundle => (long)bundle.Length);
            yield return new("transactions of Synthea patients", Math.Round(resources / seconds), "resources/s", null, new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["patients"] = Times * bundles.Count, ["resources"] = resources, ["megabytes"] = Math.Round(bytes / 1e6), ["bytesAResource"] = Math.Round(bytes / resources), ["senders"] = Senders,
                ["bundleP50Ms"] = times.At(.5), ["bundleP99Ms"] = times.At(.99), ["serverMicrosecondsAResource"] = Math.Round((grid.Cpu - server).TotalMicroseconds / resources, 1),
                ["senderProcessorSeconds"] = Math.Round((Environment.CpuUsage.TotalTime - own).TotalSeconds, 1), ["serverResidentMB"] = grid.ResidentBytes >> 20, ["cores"] = Environment.ProcessorCount,
                ["where"] = "gateway with embedded silo and SQLite; the sender is another process on the same cores; every bundle is a patient nobody sent before",
            });
            var again = Stopwatch.StartNew();
            var same = await Send(grid, bundles, "0");
            yield return new("the same patients again, which changes nothing", Math.Round(same / again.Elapsed.TotalSeconds), "resources/s", null, new Dictionary<string, object>(StringComparer.Ordinal) { ["resources"] = same, ["cores"] = Environment.ProcessorCount });
        }
        Directory.Delete(folder, recursive: true);
    }

    internal static async Task<List<string>> Bundles()
    {
        var bundles = new List<string>();
        foreach (var file in Directory.GetFiles(SharedData.Path("samples", "synthea-r4"), "*.json.gz").Order(StringComparer.Ordinal))
        {
            await using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            using var reader = new StreamReader(packed, Encoding.UTF8);
            bundles.Add(await reader.ReadToEndAsync());
        }
        return bundles;
    }

    /// <summary>Sends every bundle as that of another patient.</summary>
    /// <returns>Resources that were taken.</returns>
    internal static async Task<long> Send(GridUnderLoad grid, IReadOnlyList<string> bundles, string mark, Percentiles? times = null)
    {
        var resources = 0L;
        await Parallel.ForEachAsync(bundles, new ParallelOptions { MaxDegreeOfParallelism = Senders }, async (bundle, cancel) =>
        {
            var began = Stopwatch.GetTimestamp();
            using var content = new StringContent(bundle.Replace("\"value\": \"", $"\"value\": \"{mark}", StringComparison.Ordinal), Encoding.UTF8, "application/fhir+json");
            using var answer = await grid.Http.PostAsync("/fhir", content, cancel);
            var text = await answer.Content.ReadAsStringAsync(cancel);
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"The gateway answered {(int)answer.StatusCode}: {text[..Math.Min(500, text.Length)]}");
            lock (bundles) times?.Add(Stopwatch.GetElapsedTime(began));
            using var read = JsonDocument.Parse(text);
            Interlocked.Add(ref resources, read.RootElement.GetProperty("entry").GetArrayLength());
        });
        return resources;
    }
}
