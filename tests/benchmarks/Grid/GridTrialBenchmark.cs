using System.Diagnostics;
using System.Globalization;
using TwinGrid.Access;
using TwinGrid.Grains.Trials;
using TwinGrid.TrialRuns;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Reports;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>
/// <c>trial</c>: a trial of a million virtual patients (docetaxel, two doses, four cycles) on the embedded grid, from the order to its report; beside: the same shards on the same threads with no grid
/// around them. <c>TWINGRID_TRIAL_PATIENTS</c> for a quick look.
/// </summary>
internal static class GridTrialBenchmark
{
    private const string File = "docs/trials/protocols/docetaxel-million.yaml", SizeKey = "  size: 1000000";

    private static readonly TimeSpan Waits = TimeSpan.FromSeconds(10);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var protocol = await System.IO.File.ReadAllTextAsync(Path.Combine(Root(), File));
        if (Environment.GetEnvironmentVariable("TWINGRID_TRIAL_PATIENTS") is { Length: > 0 } patients) protocol = protocol.Replace(SizeKey, $"  size: {int.Parse(patients, CultureInfo.InvariantCulture)}", StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("twingrid-trial-").FullName;
        var before = Environment.CpuUsage.TotalTime;
        var (standing, seconds, report, results) = await OnGrid(folder, protocol);
        var cpu = Environment.CpuUsage.TotalTime - before;
        Directory.Delete(folder, recursive: true);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        before = Environment.CpuUsage.TotalTime;
        var (bare, bareResults) = await Bare(protocol);
        var bareCpu = Environment.CpuUsage.TotalTime - before;
        yield return new("docetaxel and neutrophils, two doses, four cycles; from the order to the report", seconds, "s",
            new() { ["bare"] = bare, ["gridGives"] = bare / seconds },
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["patients"] = standing.PatientsDone, ["shards"] = standing.ShardsDone, ["patientsPerSecond"] = standing.PatientsDone / seconds, ["peakMegabytes"] = peak >> 20, ["reportKilobytes"] = report.Length >> 10,
                ["cpuSeconds"] = cpu.TotalSeconds, ["bareCpuSeconds"] = bareCpu.TotalSeconds, ["cpuGridGives"] = bareCpu / cpu, ["sameResult"] = results.AsSpan().SequenceEqual(bareResults), ["cores"] = Environment.ProcessorCount, ["silos"] = 1,
            });
    }

    private static async Task<(TrialStanding Standing, double Seconds, byte[] Report, byte[] Results)> OnGrid(string folder, string protocol)
    {
        var host = await SiloInProcess.Start(folder);
        var clock = Stopwatch.StartNew();
        var grains = host.Grains();
        var standing = (await grains.GetGrain<ITrialBook>(0).Order(new TrialOrder("million", protocol, null, Caller.Development, "benchmark"))).Taken ?? throw new InvalidOperationException("The protocol is refused.");
        while (standing.State == TrialState.Running) standing = (await grains.GetGrain<ITrial>("million").Watch(standing.Version, Waits))!;
        var report = await grains.GetGrain<ITrial>("million").Paper(TrialPaper.Report) ?? throw new InvalidOperationException($"The trial ended without results: {standing.Failure}");
        clock.Stop();
        var results = (await grains.GetGrain<ITrial>("million").Paper(TrialPaper.Results))!;
        await host.Stop();
        return (standing, clock.Elapsed.TotalSeconds, report, results);
    }

    /// <summary>Shards one after the other on as many threads, of the same kind, added up and written about.</summary>
    private static async Task<(double Seconds, byte[] Results)> Bare(string protocol)
    {
        using var lanes = new TrialLanes(new TrialOptions());
        var clock = Stopwatch.StartNew();
        var plan = TrialPlan.Of(TrialProtocol.Read(protocol, File));
        var sums = new TrialSums(plan);
        await Task.WhenAll(Enumerable.Range(0, plan.Shards).Select(async shard =>
        {
            var outcome = await lanes.Run(() => TrialConduct.Run(plan, shard, CancellationToken.None), CancellationToken.None);
            lock (sums) sums.Add(outcome);
        }));
        var papers = new TrialPapers(plan, sums);
        _ = papers.Report(TimeProvider.System.GetUtcNow(), "TwinGrid");
        clock.Stop();
        return (clock.Elapsed.TotalSeconds, papers.Json());
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "TwinGrid.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("TwinGrid.sln is not above the benchmarks.");
        return folder.FullName;
    }
}
