using TwinGrid.Benchmarks.Twins;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>
/// <c>nation</c>: what 124 million twins would take, by arithmetic from <c>ingest</c>, <c>hot-twins</c>, <c>snapshots</c> and <c>history</c> as this machine measures them in
/// the same run; every input is printed.
/// </summary>
internal static class NationBenchmark
{
    private const double Twins = 124e6;
    private const double PacketsPerTwinSecond = 1 / 60.0;

    /// <summary>States a packet makes dirty: the twin and two organs; at a packet a minute, each is saved with each packet, however long the checkpoint within a minute.</summary>
    private const double StatesAPacket = 3;

    /// <summary>Signs a packet brings of one instant: the history keeps them in one row.</summary>
    private const double SamplesAPacket = 6;

    /// <summary>Silos are filled half: one of three machines may fail, and the storm of a morning must fit.</summary>
    private const double Filled = .5;

    /// <summary>An m5.4xlarge: 16 virtual cores, 64 GiB; a core here is taken for one of its own.</summary>
    private const double CoresAMachine = 16, BytesAMachine = 64.0 * (1L << 30);

    /// <summary>Eclipse Ditto as its project publishes it: bytes a hot twin, durable modifications a second on seven such machines.</summary>
    private const double DittoBytes = 31e3, DittoPerSecond = 3_200, DittoMachines = 7;

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var packetMicroseconds = await Input(IngestBenchmark.Run(), one => Convert.ToDouble(one.Conditions["serverMicrosecondsAPacket"]));
        var hotBytes = await Input(HotTwinsBenchmark.Run(), one => one.Value);
        var statesPerSecond = await Input(StorageBenchmark.Snapshots(), one => one.Value);
        var samplesPerSecond = await Input(StorageBenchmark.History(), one => one.Value);
        foreach (var streaming in new[] { .05, .20 })
        {
            var hot = Twins * streaming;
            var packets = hot * PacketsPerTwinSecond;
            var (byProcessor, byMemory) = (packets * packetMicroseconds / 1e6 / CoresAMachine / Filled, hot * hotBytes / BytesAMachine / Filled);
            yield return new($"{streaming:P0} streaming", Math.Ceiling(Math.Max(byProcessor, byMemory)), "silo machines", new()
            {
                ["dittoMachinesByModifies"] = Math.Ceiling(packets / DittoPerSecond * DittoMachines),
                ["dittoMemoryTB"] = Math.Round(hot * DittoBytes / 1e12, 2),
            },
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["twins"] = Twins, ["hotTwins"] = hot, ["packetsPerSecond"] = Math.Round(packets), ["machinesByProcessor"] = Math.Round(byProcessor, 1), ["machinesByMemory"] = Math.Round(byMemory, 1),
                ["memoryTB"] = Math.Round(hot * hotBytes / 1e12, 3), ["historyRowsPerSecond"] = Math.Round(packets), ["stateRowsPerSecond"] = Math.Round(StatesAPacket * packets),
                ["databasesLikeThisMachines"] = Math.Ceiling(SamplesAPacket * packets / samplesPerSecond + StatesAPacket * packets / statesPerSecond),
                ["inputs"] = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["processorMicrosecondsAPacket (ingest, gateway, log, history and snapshots included)"] = packetMicroseconds, ["bytesAHotTwin (hot-twins)"] = hotBytes,
                    ["statesPerSecond (snapshots, PostgreSQL)"] = statesPerSecond, ["samplesPerSecond (history, PostgreSQL)"] = samplesPerSecond, ["packetsAMinute"] = 1, ["samplesAPacket"] = SamplesAPacket,
                    ["statesSavedAPacket"] = StatesAPacket, ["siloMachinesFilled"] = Filled, ["machine"] = "16 cores, 64 GiB (m5.4xlarge)",
                },
                ["beside"] = "Eclipse Ditto: 31 kB a hot twin, 3,200 durable modifies/s on seven m5.4xlarge, as published; a packet counted as one modify",
            });
        }
    }

    /// <summary>The last figure of a benchmark: for storage that of PostgreSQL, for ingest that at the rate it must bear.</summary>
    private static async Task<double> Input(IAsyncEnumerable<Measurement> benchmark, Func<Measurement, double> figure)
    {
        var value = 0.0;
        await foreach (var one in benchmark) value = figure(one);
        return value;
    }
}
