using System.Diagnostics;
using TwinGrid.Access;
using TwinGrid.Benchmarks.Twins;
using TwinGrid.Gateway.Access;
using TwinGrid.Patients;

namespace TwinGrid.Benchmarks.Access;

/// <summary><c>consent</c>: a decision on a twin that is hot, as a gateway makes it; beside it the question to the patient's grain that it saves, once a second and twin.</summary>
internal static class ConsentBenchmark
{
    private const int Decisions = 2_000_000, Questions = 100_000;

    public static async IAsyncEnumerable<Measurement> Run()
    {
        await using var silo = await BenchmarkSilo.Start();
        var twin = TwinId.Parse("hot");
        var grain = silo.Grains.GetGrain<IPatientConsent>(twin.Value);
        await grain.File(isActive: true, Provisions(), "patient", replaces: null);
        var request = new AccessRequest(
            new Caller("r-1", Role.Researcher, "lab") { Study = "s9" }, twin, Operation.Read, DataClass.Profile | DataClass.Vitals | DataClass.Forecasts | DataClass.Alerts, Purpose.Research);
        var decisions = new AccessDecisions(silo.Grains, TimeProvider.System);
        await Decide(Decisions / 10); // compiled
        var hot = await Decide(Decisions);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Questions; i++) await grain.Decide(request);
        var asked = watch.Elapsed.TotalMicroseconds / Questions;
        yield return new("a decision on a hot twin", Math.Round(hot, 3), "µs", new() { ["asked of its grain, µs"] = Math.Round(asked, 1) }, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["decisions"] = Decisions, ["provisions"] = 20, ["depth"] = 3, ["kindsOfData"] = 4,
            ["where"] = "one thread, the leases of a gateway with embedded silo; a question to the grain each second is in it",
        });

        async Task<double> Decide(int times)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < times; i++)
                if (!(await decisions.Decide(request, CancellationToken.None)).Permitted) throw new InvalidOperationException("It must be permitted.");
            return clock.Elapsed.TotalMicroseconds / times;
        }
    }

    /// <summary>Twenty provisions, most of them about others: permitted to study s9 but for its genome, of which an exception permits nothing here.</summary>
    private static Provision[] Provisions() =>
    [
        .. Enumerable.Range(0, 10).Select(study => new Provision(
            Permits: true, [Purpose.Research], [new Actor(ActorKind.Study, $"s{study}")], DataClass.None, null, null,
            [new Provision(Permits: false, [], [], DataClass.Genome, null, null, [new Provision(Permits: true, [Purpose.PublicHealth], [], DataClass.None, null, null, [])])])),
        .. Enumerable.Range(0, 10).Select(person => new Provision(Permits: false, [], [new Actor(ActorKind.Person, $"p{person}")], DataClass.None, null, null, [])),
    ];
}
