namespace TwinGrid.Benchmarks.Grid;

/// <summary>
/// <c>ingest</c>: packets of six vital signs over HTTP, durably acknowledged and applied in twins and organs, by the gateway with its silo and SQLite as
/// <c>dotnet run --project gateway</c> starts it; first as many as it takes, then at the rate it must bear.
/// </summary>
internal static class IngestBenchmark
{
    private const int Twins = 20_000;
    private const int Streams = 8;
    private const int UnansweredEach = 128;
    private const double Paced = 12_500; // the bar is 12,000, and what is sent last must be applied too

    /// <summary>More is sent than can be applied, to see how much is; a gateway would soon refuse it.</summary>
    private const string RefusesNothing = "--TwinGrid:Admission:LagSeconds=3600";
    private const string Where = "gateway with embedded silo, SQLite log flushed before each acknowledgement, history and snapshots; the sender is another process on the same cores; beside: bare SQLite, one thread, 4096 records of the same size a transaction, synchronous = full";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12), Length = TimeSpan.FromSeconds(20);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var folder = Directory.CreateTempSubdirectory("twingrid-ingest-").FullName;
        var bare = AppendBenchmark.BareInsert(folder);
        await using (var gateway = await GridUnderLoad.Embedded(folder, RefusesNothing))
        {
            await gateway.Register(Twins);
            var load = new IngestLoad(gateway, Twins, Streams, UnansweredEach);
            await load.Run(WarmUp, packetsPerSecond: null);
            yield return (await load.Run(Length, packetsPerSecond: null)).ToMeasurement("as many as it takes", Where, bare);
            yield return (await load.Run(Length, Paced)).ToMeasurement("at the rate it must bear", Where, bare);
        }
        Directory.Delete(folder, recursive: true);
    }
}
