namespace TwinGrid.Benchmarks.Grid;

/// <summary>
/// <c>ingest</c>: packets of six vital signs over HTTP, durably acknowledged and applied in twins and organs, by the gateway with its silo and SQLite as
/// <c>dotnet run --project gateway</c> starts it; first at a higher rate, then at the one it must bear.
/// </summary>
internal static class IngestBenchmark
{
    private const int Twins = 20_000;
    private const int Streams = 8;
    private const int UnansweredEach = 128;
    private const double Paced = 12_500; // the bar is 12,000, and what is sent last must be applied too
    private const double More = 15_000;
    private const string Where = "gateway with embedded silo, SQLite log flushed before each acknowledgement, history and snapshots; the sender is another process on the same cores; beside: bare SQLite, one thread, 4096 records of the same size a transaction, synchronous = full";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12), Length = TimeSpan.FromSeconds(20);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var folder = Directory.CreateTempSubdirectory("twingrid-ingest-").FullName;
        var bare = AppendBenchmark.BareInsert(folder);
        await using (var gateway = await GridUnderLoad.Embedded(folder))
        {
            await gateway.Register(Twins);
            var load = new IngestLoad(gateway, Twins, Streams, UnansweredEach);
            await load.Run(WarmUp, Paced / 2);
            yield return (await load.Run(Length, More)).ToMeasurement("at a higher rate", Where, bare);
            yield return (await load.Run(Length, Paced)).ToMeasurement("at the rate it must bear", Where, bare);
        }
        Directory.Delete(folder, recursive: true);
    }
}
