using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using TwinGrid.Keys;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;
using TwinGrid.Vitals;

namespace TwinGrid.Benchmarks;

/// <summary><c>snapshots</c>: grain states saved each second; <c>history</c>: samples written each second; on SQLite and on PostgreSQL.</summary>
internal static class StorageBenchmark
{
    private const int Grains = 20_000;
    private const int SavesEach = 40;
    private const int StateBytes = 1_000;
    private const int StockStates = 2_000;
    private const int StockWriters = 16;
    private const int Readers = 8;
    private const int HistoryTwins = 8_000;
    private const int HistoryRounds = 12;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static IAsyncEnumerable<Measurement> Snapshots() => OnBoth(async (storage, options) =>
    {
        await Save(storage, Enumerable.Range(0, Grains), 0);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Grains).Chunk(Grains / Readers).Select(async grains =>
        {
            for (var version = 1; version <= SavesEach; version++) await Save(storage, grains, version);
        }));
        var perSecond = Math.Round(Grains * SavesEach / watch.Elapsed.TotalSeconds);
        var beside = new Beside
        {
            ["stockAdoNet"] = await StockStorage.StatesPerSecond(options, StockStates, StockWriters, StateBytes),
            ["bareUpserts"] = BareSnapshots.StatesPerSecond(options, Grains, SavesEach, StateBytes),
        };
        return new Measurement($"snapshots, {options.Kind}", perSecond, "states/s", beside, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["grains"] = Grains,
            ["stateBytes"] = StateBytes,
            ["writes"] = $"conditional updates of stored states, {Readers} readers flush their grains again and again",
            ["beside"] = $"stockAdoNet: Orleans' provider, {StockWriters} writers at once; bareUpserts: one connection, 500 a statement, unconditional",
            ["cores"] = Environment.ProcessorCount,
        });
    });

    public static IAsyncEnumerable<Measurement> History() => OnBoth(async (storage, options) =>
    {
        var hands = Enumerable.Range(0, HistoryTwins).Chunk(HistoryTwins / Readers)
            .Select(twins => Enumerable.Range(0, HistoryRounds).Select(minute => twins.Select(twin => Packet(twin, minute)).ToList()).ToList()).ToList();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(hands.Select(async packets =>
        {
            foreach (var read in packets) await storage.History.Write(read, CancellationToken.None);
        }));
        var perSecond = Math.Round(6.0 * HistoryTwins * HistoryRounds / watch.Elapsed.TotalSeconds);
        var bare = options.Kind == StorageKind.PostgreSql ? await BareHistory.Measure(options.ConnectionString!, HistoryTwins, HistoryRounds, 6, Noon.UtcDateTime) : null;
        return new Measurement($"history, {options.Kind}", perSecond, "samples/s", bare, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["twins"] = HistoryTwins,
            ["samplesAPacket"] = 6,
            ["readers"] = Readers,
            ["packetsAHandIn"] = HistoryTwins / Readers,
            ["cores"] = Environment.ProcessorCount,
        });
    });

    private static async IAsyncEnumerable<Measurement> OnBoth(Func<ITwinStorage, StorageOptions, Task<Measurement>> measure)
    {
        var folder = Directory.CreateTempSubdirectory("twingrid-storage-").FullName;
        yield return await On(new StorageOptions { Data = folder }, measure);
        Directory.Delete(folder, recursive: true);
        await using var server = await PostgresServer.Start();
        yield return await On(new StorageOptions { Kind = StorageKind.PostgreSql, ConnectionString = await server.CreateDatabase() }, measure);
    }

    private static async Task<Measurement> On(StorageOptions options, Func<ITwinStorage, StorageOptions, Task<Measurement>> measure)
    {
        using var folder = new TemporaryFolder();
        await using var keys = new PatientKeys(new KeyOptions { Folder = folder.Path }, TimeProvider.System);
        await using var storage = StorageRegistration.Make(options, keys, TimeProvider.System, NullLoggerFactory.Instance);
        await storage.Open(CancellationToken.None);
        return await measure(storage, options);
    }

    private static Task<long[]> Save(ITwinStorage storage, IEnumerable<int> grains, long version)
    {
        var state = new byte[StateBytes];
        new Random((int)version).NextBytes(state);
        return Task.WhenAll(grains.Select(grain => storage.Snapshots.Save("twin", $"twin-{grain}", version, state, CancellationToken.None)));
    }

    private static LoggedRecord Packet(int twin, int minute)
    {
        var at = Noon.AddMinutes(minute);
        return new LoggedRecord(new LogPosition(0, minute), new VitalsPacket(TwinId.Parse($"twin-{twin}"), "monitor", minute, at,
        [
            new VitalSign(Signal.HeartRate, 72, at), new VitalSign(Signal.RespiratoryRate, 14, at), new VitalSign(Signal.OxygenSaturation, 97, at),
            new VitalSign(Signal.SystolicPressure, 121, at), new VitalSign(Signal.DiastolicPressure, 78, at), new VitalSign(Signal.BodyTemperature, 36.9, at),
        ]));
    }
}
