using TwinGrid.Benchmarks;
using TwinGrid.Benchmarks.Access;
using TwinGrid.Benchmarks.Grid;
using TwinGrid.Benchmarks.Operations;
using TwinGrid.Benchmarks.Records;
using TwinGrid.Benchmarks.Twins;

// Every measured claim, one command each: dotnet run -c Release --project tests/benchmarks -- NAME…
var benchmarks = new Dictionary<string, Func<IAsyncEnumerable<Measurement>>>(StringComparer.Ordinal)
{
    ["append"] = AppendBenchmark.Run,
    ["snapshots"] = StorageBenchmark.Snapshots,
    ["history"] = StorageBenchmark.History,
    ["enrol"] = EnrolBenchmark.Run,
    ["ingest"] = IngestBenchmark.Run,
    ["ingest-cluster"] = ClusterIngestBenchmark.Run,
    ["deliver"] = DeliverBenchmark.Run,
    ["rest"] = RestBenchmark.Run,
    ["wake"] = WakeBenchmark.Run,
    ["reads"] = ReadBenchmark.Run,
    ["audit-reads"] = AuditReadBenchmark.Run,
    [AuditReadBenchmark.SideWith] = () => AuditReadBenchmark.Side(withTrail: true),
    [AuditReadBenchmark.SideWithout] = () => AuditReadBenchmark.Side(withTrail: false),
    ["audit"] = AuditBenchmark.Run,
    ["consent"] = ConsentBenchmark.Run,
    ["fhir-load"] = FhirLoadBenchmark.Run,
    ["fhir-read"] = FhirReadBenchmark.Run,
    ["reads-known"] = KnownReadBenchmark.Run,
    ["scale-out"] = ScaleOutBenchmark.Run,
    ["nation"] = NationBenchmark.Run,
    ["circulation"] = CirculationBenchmark.Run,
    ["uva-padova"] = GlucoseBenchmark.PatientDays,
    ["forecast"] = GlucoseBenchmark.Forecast,
    ["filter"] = GlucoseBenchmark.Filter,
    ["map"] = GlucoseBenchmark.Map,
    ["hot-twins"] = HotTwinsBenchmark.Run,
    ["cold-twins"] = ColdTwinsBenchmark.Run,
    ["meals"] = UntoldMealBenchmark.Run,
    ["overload"] = OverloadBenchmark.TenMinutes,
    ["overload-short"] = OverloadBenchmark.OneMinute,
    ["wake-storm"] = WakeStormBenchmark.Run,
    ["drain"] = DrainBenchmark.Run,
    ["pk2"] = CohortBenchmark.TwoCompartments,
    ["pk2-exact"] = CohortBenchmark.TwoCompartmentsExact,
    ["fri"] = CohortBenchmark.Neutropenia,
    ["cla"] = CohortBenchmark.Claret,
    ["rib"] = CohortBenchmark.Ribba,
    ["map-pk"] = IndividualBenchmark.Run,
    ["trial"] = GridTrialBenchmark.Run,
    ["trial-bare"] = TrialBenchmark.Million,
    ["trial-power"] = TrialBenchmark.Power,
};

if (args is ["list"])
{
    foreach (var name in benchmarks.Keys) Console.WriteLine(name);
    return 0;
}
if (args.Length == 0 || Array.Find(args, name => !benchmarks.ContainsKey(name)) is not null)
{
    var wrong = Array.Find(args, name => !benchmarks.ContainsKey(name));
    Console.Error.WriteLine($"{(wrong is null ? "No benchmark was named" : $"There is no benchmark '{wrong}'")}: name one or more of {string.Join(", ", benchmarks.Keys)}, or list.");
    return 2;
}
foreach (var name in args)
{
    Console.Error.WriteLine($"{name} …");
    await foreach (var measurement in benchmarks[name]()) Console.WriteLine(measurement.ToLine(name));
}
return 0;
