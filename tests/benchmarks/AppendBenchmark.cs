using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Data.Sqlite;
using TwinGrid.Keys;
using TwinGrid.Patients;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;
using TwinGrid.VitalsLog.Kafka;

namespace TwinGrid.Benchmarks;

/// <summary><c>append</c>: packets of six vital signs made durable in the vitals log each second, on SQLite, on PostgreSQL and on a mock cluster of Kafka.</summary>
internal static class AppendBenchmark
{
    private const int Senders = 2_000;
    private const int PacketsEach = 60;
    private const int Packets = Senders * PacketsEach;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        var folder = Directory.CreateTempSubdirectory("twingrid-append-").FullName;
        yield return await Measure("append, SQLite", new VitalsLogOptions { Data = folder }, BareInsert(folder),
            "to disk before each acknowledgement", "bare SQLite, one thread, 4096 records of the same size a transaction, synchronous = full");
        Directory.Delete(folder, recursive: true);

        await using var server = await PostgresServer.Start();
        yield return await Measure("append, PostgreSQL", new VitalsLogOptions { Kind = VitalsLogKind.PostgreSql, ConnectionString = await server.CreateDatabase() },
            beside: null, "to disk before each acknowledgement", "nothing");

        using var kafka = new KafkaMock();
        kafka.CreateTopic("bare", 8);
        kafka.CreateTopic(KafkaLogOptions.DefaultTopic, 8);
        yield return await Measure("append, Kafka mock", new VitalsLogOptions { Kind = VitalsLogKind.Kafka, Kafka = new KafkaLogOptions { BootstrapServers = kafka.BootstrapServers, CreateTopic = false } },
            BareProduce(kafka.BootstrapServers), "to the memory of a mock cluster in the same process", "bare producer, idempotent, records of the same size handed over by one thread");
    }

    private static async Task<Measurement> Measure(string name, VitalsLogOptions options, double? beside, string flushed, string what)
    {
        using var folder = new TemporaryFolder();
        await using var keys = new PatientKeys(new KeyOptions { Folder = folder.Path }, TimeProvider.System);
        await using var log = VitalsLogRegistration.Make(options, keys, TimeProvider.System);
        await log.Open(CancellationToken.None);
        await Send(log, 1, new Percentiles()); // warm up
        var times = new Percentiles();
        var watch = Stopwatch.StartNew();
        await Send(log, PacketsEach, times);
        var perSecond = Math.Round(Packets / watch.Elapsed.TotalSeconds);
        return new Measurement(name, perSecond, "packets/s", beside, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["samplesAPacket"] = 6,
            ["sendersAtOnce"] = Senders,
            ["p50Ms"] = times.At(0.5),
            ["p99Ms"] = times.At(0.99),
            ["partitions"] = log.PartitionCount,
            ["flushed"] = flushed,
            ["beside"] = what,
            ["cores"] = Environment.ProcessorCount,
        });
    }

    private static Task Send(IVitalsLog log, int packetsEach, Percentiles times) => Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
    {
        for (var sequence = 0; sequence < packetsEach; sequence++)
        {
            var began = Stopwatch.GetTimestamp();
            await log.Append(Packet(sender, sequence), CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(began));
        }
    })));

    private static VitalsPacket Packet(int sender, long sequence) => new(TwinId.Parse($"twin-{sender}"), "monitor", sequence, Noon,
    [
        new VitalSign(Signal.HeartRate, 72, Noon), new VitalSign(Signal.RespiratoryRate, 14, Noon), new VitalSign(Signal.OxygenSaturation, 97, Noon),
        new VitalSign(Signal.SystolicPressure, 121, Noon), new VitalSign(Signal.DiastolicPressure, 78, Noon), new VitalSign(Signal.BodyTemperature, 36.9, Noon),
    ]);

    internal static double BareInsert(string folder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
        connection.Open();
        Execute(connection, "pragma journal_mode = wal; pragma synchronous = full; create table bare (log_partition integer, log_offset integer, envelope blob, primary key (log_partition, log_offset)) without rowid");
        using var insert = connection.CreateCommand();
        insert.CommandText = "insert into bare values ($partition, $offset, $envelope)";
        var offset = insert.Parameters.AddWithValue("$offset", 0L);
        var partition = insert.Parameters.AddWithValue("$partition", 0);
        insert.Parameters.AddWithValue("$envelope", new byte[130]);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Packets; i++)
        {
            if (i % 4096 == 0) Execute(connection, i == 0 ? "begin immediate" : "commit; begin immediate");
            (partition.Value, offset.Value) = (i % 8, (long)i / 8);
            insert.ExecuteNonQuery();
        }
        Execute(connection, "commit");
        return Math.Round(Packets / watch.Elapsed.TotalSeconds);
    }

    private static double BareProduce(string brokers)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = brokers, EnableIdempotence = true, Acks = Acks.All, LingerMs = new KafkaLogOptions().LingerMs, CompressionType = CompressionType.Lz4, BatchNumMessages = 10_000, QueueBufferingMaxMessages = 2 * Packets,
        }).Build();
        using var done = new CountdownEvent(Packets);
        var value = new byte[130];
        new Random(1).NextBytes(value);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Packets; i++)
            producer.Produce(new TopicPartition("bare", i % 8), new Message<byte[], byte[]> { Key = [1, 2, 3, 4, 5, 6, 7, 8], Value = value }, _ => done.Signal());
        done.Wait();
        return Math.Round(Packets / watch.Elapsed.TotalSeconds);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
