using TwinGrid.Benchmarks;

// Every measured claim, one command each: dotnet run -c Release --project tests/benchmarks -- NAME
var benchmarks = new Dictionary<string, Func<IAsyncEnumerable<Measurement>>>(StringComparer.Ordinal)
{
    ["append"] = AppendBenchmark.Run,
    ["snapshots"] = StorageBenchmark.Snapshots,
    ["history"] = StorageBenchmark.History,
    ["circulation"] = CirculationBenchmark.Run,
    ["uva-padova"] = GlucoseBenchmark.PatientDays,
    ["forecast"] = GlucoseBenchmark.Forecast,
    ["filter"] = GlucoseBenchmark.Filter,
    ["map"] = GlucoseBenchmark.Map,
    ["meals"] = UntoldMealBenchmark.Run,
};

if (args is not [var name] || !benchmarks.TryGetValue(name, out var run))
{
    Console.Error.WriteLine($"Name one of: {string.Join(", ", benchmarks.Keys)}");
    return 2;
}
await foreach (var measurement in run()) Console.WriteLine(measurement);
return 0;
