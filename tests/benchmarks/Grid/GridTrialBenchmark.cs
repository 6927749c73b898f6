using System.Diagnostics;
using System.Globalization;
using System.Text;
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
/// around them, added up and written about. <c>TWINGRID_TRIAL_PATIENTS</c> for a quick look.
/// </summary>
/// <remarks>
/// A first trial finds a process that has just started and waits for the compiler at every turn; the figures are of the trials after it, each on a silo of its own that has settled after its start, by turns with
/// the bare runs, so that either side finds its code compiled. What the first one took stands beside. Processor time is counted from the order to the report, as the seconds are: a silo's start and end belong to no trial.
/// </remarks>
internal static class GridTrialBenchmark
{
    private const string File = "docs/trials/protocols/docetaxel-million.yaml", SizeKey = "  size: 1000000";
    private const int Rounds = 2;

    /// <summary>What a silo does after its start, such as waking its readers, is over by then.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Waits = TimeSpan.FromSeconds(10);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var protocol = await System.IO.File.ReadAllTextAsync(Path.Combine(Root(), File));
        if (Environment.GetEnvironmentVariable("TWINGRID_TRIAL_PATIENTS") is { Length: > 0 } patients) protocol = protocol.Replace(SizeKey, $"  size: {int.Parse(patients, CultureInfo.InvariantCulture)}", StringComparison.Ordinal);
        var (first, standing) = await OnGrid(protocol, TimeSpan.Zero);
        var (grid, bare) = (new List<Carried>(), new List<Carried>());
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await Bare(protocol));
            grid.Add((await OnGrid(protocol, Settles)).Carried);
        }
        var (seconds, bareSeconds) = (grid.Average(one => one.Seconds), bare.Average(one => one.Seconds));
        var (cpu, bareCpu) = (grid.Average(one => one.CpuSeconds), bare.Average(one => one.CpuSeconds));
        yield return new("docetaxel and neutrophils, two doses, four cycles; from the order to the report", seconds, "s",
            new() { ["bare"] = bareSeconds, ["gridGives"] = bareSeconds / seconds, ["first"] = first.Seconds },
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["patients"] = standing.PatientsDone, ["shards"] = standing.ShardsDone, ["patientsPerSecond"] = standing.PatientsDone / seconds, ["rounds"] = Rounds, ["peakMegabytes"] = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
                ["reportKilobytes"] = first.Report.Length >> 10, ["cpuSeconds"] = cpu, ["bareCpuSeconds"] = bareCpu, ["cpuGridGives"] = bareCpu / cpu, ["firstCpuSeconds"] = first.CpuSeconds,
                ["sameResult"] = grid.Concat(bare).All(one => one.Results.AsSpan().SequenceEqual(first.Results)), ["cores"] = Environment.ProcessorCount, ["silos"] = 1,
            });
    }

    /// <summary>On a silo that was started for it, so long ago.</summary>
    private static async Task<(Carried Carried, TrialStanding Standing)> OnGrid(string protocol, TimeSpan settles)
    {
        var folder = Directory.CreateTempSubdirectory("twingrid-trial-").FullName;
        var host = await SiloInProcess.Start(folder);
        await Task.Delay(settles, TimeProvider.System);
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var grains = host.Grains();
        var standing = (await grains.GetGrain<ITrialBook>(0).Order(new TrialOrder("million", protocol, null, Caller.Development, "benchmark"))).Taken ?? throw new InvalidOperationException("The protocol is refused.");
        while (standing.State == TrialState.Running) standing = (await grains.GetGrain<ITrial>("million").Watch(standing.Version, Waits))!;
        var report = await grains.GetGrain<ITrial>("million").Paper(TrialPaper.Report) ?? throw new InvalidOperationException($"The trial ended without results: {standing.Failure}");
        var (seconds, cpu) = (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        var results = (await grains.GetGrain<ITrial>("million").Paper(TrialPaper.Results))!;
        await host.Stop();
        Directory.Delete(folder, recursive: true);
        return (new Carried(seconds, cpu, report, results), standing);
    }

    /// <summary>Shards one after the other on as many threads, of the same kind.</summary>
    private static async Task<Carried> Bare(string protocol)
    {
        using var lanes = new TrialLanes(new TrialOptions());
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var plan = TrialPlan.Of(TrialProtocol.Read(protocol, File));
        var sums = new TrialSums(plan);
        await Task.WhenAll(Enumerable.Range(0, plan.Shards).Select(async shard =>
        {
            var outcome = await lanes.Run(() => TrialConduct.Run(plan, shard, CancellationToken.None), CancellationToken.None);
            lock (sums) sums.Add(outcome);
        }));
        var papers = new TrialPapers(plan, sums);
        var report = papers.Report(TimeProvider.System.GetUtcNow(), "TwinGrid");
        return new(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds, Encoding.UTF8.GetBytes(report), papers.Json());
    }

    /// <summary>One trial from the order to its report.</summary>
    private sealed record Carried(double Seconds, double CpuSeconds, byte[] Report, byte[] Results);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "TwinGrid.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("TwinGrid.sln is not above the benchmarks.");
        return folder.FullName;
    }
}
