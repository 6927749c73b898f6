using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Nation;

public sealed class A_silo_and_a_broker_are_lost
{
    private const int Partitions = 8;
    private const string Topic = "vitals";

    [SkippableFact]
    public async Task and_every_acknowledged_packet_is_in_its_twin_and_once_in_the_history()
    {
        await using var postgres = await PostgresServer.Start();
        using var kafka = new KafkaMock();
        kafka.CreateTopic(Topic, Partitions);
        var settings = Settings(postgres.ConnectionString(), kafka.BootstrapServers);
        await using var first = await SiloProcess.Start(settings);
        await using var second = await SiloProcess.Start(settings);
        await using var gateway = await GatewayProcess.Start([], settings).Ready();

        var twins = Enumerable.Range(0, 12).Select(n => $"patient-{n}").ToList();
        foreach (var twin in twins) await gateway.Register(twin);
        var ward = new Ward(twins);
        using var stop = new CancellationTokenSource();
        var sending = ward.Send(() => gateway.Http, stop.Token);
        await MoreIsTaken(ward, gateway);

        kafka.Down(1);
        for (var partition = 0; partition < Partitions; partition++) kafka.Lead(Topic, partition, 2 + partition % 2);
        await MoreIsTaken(ward, gateway);
        await first.Kill();
        kafka.Up(1);
        await MoreIsTaken(ward, gateway);
        await stop.CancelAsync();
        await sending;

        await Eventually.Holds(() => IsShown(ward, gateway), TimeSpan.FromMinutes(3), () => $"A twin does not show what was acknowledged.\n{second.Said}");
        await Eventually.Holds(() => IsWhole(ward, gateway), TimeSpan.FromMinutes(1), () => "The history is not whole.");
        await ward.IsWholeIn(gateway);
    }

    private static Dictionary<string, string> Settings(string postgres, string brokers) => new(StringComparer.Ordinal)
    {
        ["TwinGrid__Cluster"] = "PostgreSql",
        ["TwinGrid__PostgreSql"] = postgres,
        ["TwinGrid__Partitions"] = $"{Partitions}",
        ["TwinGrid__SiloDeathSeconds"] = "6",
        ["TwinGrid__CheckpointSeconds"] = "2",
        ["TwinGrid__Log"] = "Kafka",
        ["TwinGrid__Kafka__BootstrapServers"] = brokers,
        ["TwinGrid__Kafka__Topic"] = Topic,
        ["TwinGrid__Kafka__CreateTopic"] = "false",
        ["TwinGrid__Kafka__MaxInFlight"] = "1", // the mock does not check the order of batches
    };

    private static async Task MoreIsTaken(Ward ward, GatewayProcess gateway)
    {
        var before = ward.Acknowledged;
        await Eventually.Holds(() => ward.Acknowledged > before + 300, TimeSpan.FromMinutes(2), () => $"The ward stands still.\n{gateway.Said}");
    }

    private static Task<bool> IsShown(Ward ward, GatewayProcess gateway) => Holds(async () => await ward.IsShownBy(gateway));

    private static Task<bool> IsWhole(Ward ward, GatewayProcess gateway) => Holds(async () =>
    {
        await ward.IsWholeIn(gateway);
        return true;
    });

    private static async Task<bool> Holds(Func<Task<bool>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception error) when (error is ShouldAssertException or HttpRequestException)
        {
            return false; // the dead silo is not yet declared dead
        }
    }
}
