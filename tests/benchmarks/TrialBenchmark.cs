using TwinGrid.Physiology.Cohorts;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Solvers;
using TwinGrid.Testbed.Processes;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Reports;

namespace TwinGrid.Benchmarks;

/// <summary>
/// <c>trial</c>: a million virtual patients through a trial, with its report, beside the bare engine on as many cores. <c>trial-power</c>: the designs whose power or error is known, and the published
/// trials, with all their replicates.
/// </summary>
internal static class TrialBenchmark
{
    private const int BarePeople = 20_000;

    private static readonly (string Protocol, string Known)[] Designs =
    [
        ("t-test", "0.80146"), ("non-inferiority", "0.80146"), ("schoenfeld", "0.80 by Schoenfeld's formula, rounded up to pairs"), ("null-simple", "0.05"), ("null-stratified", "0.05"), ("null-procova", "0.05"), ("null-sequential", "0.05"),
        ("null-survival", "0.05"), ("monet1", "HR 0.88 (0.78 to 0.99) predicted by the paper"), ("claret-2014", "HR 0.74; power 0.72, 0.81, 0.88"),
        ("claret-2009", "capecitabine 431 days (362 to 514), 39 (-21 to 110) more"),
    ];

#pragma warning disable CS1998 // benchmarks share an asynchronous form
    public static async IAsyncEnumerable<Measurement> Million()
    {
        var threads = Environment.ProcessorCount;
        Bare(threads);
        var bare = Bare(threads);
        var plan = TrialPlan.Of(Read("docetaxel-million"));
        Run(TrialPlan.Of(plan.Protocol.With("population.size", "8192")), threads); // warms up
        var (started, cpu) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.UserTime);
        var sums = Run(plan, threads);
        var papers = new TrialPapers(plan, sums);
        var report = papers.Report(TimeProvider.System.GetUtcNow(), "benchmark");
        var (seconds, spent) = (TimeProvider.System.GetElapsedTime(started).TotalSeconds, Environment.CpuUsage.UserTime - cpu);
        yield return new("docetaxel, two arms, four cycles, with its report", seconds, "s", new() { ["bare"] = bare * plan.Patients / threads },
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["patients"] = plan.Patients, ["threads"] = threads, ["cpuSeconds"] = spent.TotalSeconds, ["bareCpuSeconds"] = bare * plan.Patients, ["shareOfBareEngine"] = bare * plan.Patients / spent.TotalSeconds,
                ["peakMemoryMiB"] = System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 >> 20, ["reportBytes"] = report.Length,
                ["bare"] = "processor seconds of the workload fri for as many subjects, over the threads; on a busy machine compare processor seconds",
            });
    }

    public static async IAsyncEnumerable<Measurement> Power()
    {
        foreach (var (name, known) in Designs)
        {
            var plan = TrialPlan.Of(Read(name));
            var started = TimeProvider.System.GetTimestamp();
            var sums = Run(plan, Environment.ProcessorCount);
            var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            foreach (var row in sums.Power())
                yield return new($"{name}{string.Concat(row.Values.Select(value => $", {value.Name} {value.Text}"))}", row.Trials.Rejected.Value, "share of trials that found an effect", null,
                    new Dictionary<string, object>(StringComparer.Ordinal)
                    {
                        ["known"] = known, ["trials"] = row.Trials.Count, ["monteCarloError"] = row.Trials.Rejected.Error, ["meanEffect"] = row.Trials.MeanEffect, ["expOfMeanEffect"] = Math.Exp(row.Trials.MeanEffect),
                        ["effectDeviation"] = row.Trials.EffectDeviation, ["varianceRatio"] = row.Trials.VarianceRatio, ["meanEvents"] = row.Trials.MeanEvents, ["secondsOfAllSettings"] = seconds,
                    });
        }
        foreach (var name in new[] { "claret-2014", "claret-2009" })
        {
            // Medians of a trial so large that chance is out of them.
            var plan = TrialPlan.Of(TrialProtocol.Read(Unswept(Read(name)), name).With("replicates", "1").With("population.size", "200000"));
            var result = Run(plan, Environment.ProcessorCount).Result()!;
            foreach (var arm in result.Primary.Arms)
                yield return new($"{name}, median survival, {plan.Layout.Arms[arm.Arm]}", arm.Curve!.Median().Median, "days", null, new Dictionary<string, object>(StringComparer.Ordinal) { ["patients"] = plan.Patients });
        }
    }
#pragma warning restore CS1998

    private static string Unswept(TrialProtocol protocol)
    {
        var text = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(protocol.Canonical)!;
        text.Remove("sweeps");
        return text.ToJsonString();
    }

    private static TrialProtocol Read(string name) => TrialProtocol.Read(File.ReadAllText(Path.Combine(Repository.Root, "docs", "trials", "protocols", name + ".yaml")), name + ".yaml");

    private static TrialSums Run(TrialPlan plan, int threads)
    {
        var sums = new TrialSums(plan);
        Parallel.For(0, plan.Shards, new ParallelOptions { MaxDegreeOfParallelism = threads }, shard =>
        {
            var outcome = TrialConduct.Run(plan, shard, CancellationToken.None);
            lock (sums) sums.Add(outcome);
        });
        return sums;
    }

    /// <summary>Processor seconds of one subject of the workload <c>fri</c>, on so many threads at once.</summary>
    private static double Bare(int threads)
    {
        var noise = new CounterNoise(20_260_301);
        NeutropeniaPerson[] people =
        [
            .. Enumerable.Range(0, BarePeople).Select(person => new NeutropeniaPerson
            {
                Clearance = 35.6 * Math.Exp(.3 * noise.Normal(0, person, 0)), CellsAtRest = 5.05 * Math.Exp(Math.Sqrt(Math.Log(1 + .42 * .42)) * noise.Normal(0, person, 1)),
                MeanTransitTime = 88.7 * Math.Exp(Math.Sqrt(Math.Log(1 + .16 * .16)) * noise.Normal(0, person, 2)), Slope = 8.58 * Math.Exp(Math.Sqrt(Math.Log(1 + .39 * .39)) * noise.Normal(0, person, 3)),
            }),
        ];
        var before = Environment.CpuUsage.UserTime;
        Parallel.For(0, 2 * threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            for (var first = 0; first < people.Length; first += 1000) Workloads.Neutropenia.Integrate(new ArraySegment<NeutropeniaPerson>(people, first, 1000), new Tolerance(1e-6, 1e-8)).Dispose();
        });
        return (Environment.CpuUsage.UserTime - before).TotalSeconds / (2.0 * threads * people.Length);
    }
}
