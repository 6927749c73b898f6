using Npgsql;
using TwinGrid.Keys;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;
using TwinGrid.VitalsLog;
using TwinGrid.VitalsLog.Kafka;

namespace TwinGrid.Faults.Grids;

/// <summary>
/// Silos and gateways around one PostgreSQL, with or without a Kafka beside it, all on loopback and with cables that can be pulled. What died is started again
/// in its place.
/// </summary>
public sealed class ClinicGrid : GridUnderTest
{
    private readonly GridSettings _settings;
    private readonly ClinicShape _shape;
    private readonly Uri[] _addresses;
    private readonly SiloProcess?[] _silos;
    private readonly GatewayProcess?[] _gateways;
    private readonly List<string> _dead = [];
    private readonly TemporaryFolder _data = new();

    private ClinicGrid(GridSettings settings, ClinicShape shape, PostgresServer postgres, KafkaProcess? kafka)
    {
        (_settings, _shape, Postgres, Kafka, Cables) = (settings, shape, postgres, kafka, new Cables(shape.Silos, postgres.Port));
        (_silos, _gateways) = (new SiloProcess?[shape.Silos], new GatewayProcess?[shape.Gateways]);
        _addresses = [.. Enumerable.Range(0, shape.Gateways).Select(_ => new Uri($"http://127.0.0.1:{LoopbackPort.Free()}"))];
    }

    public PostgresServer Postgres { get; }

    /// <summary>Where the log lies; null when it lies in PostgreSQL.</summary>
    public KafkaProcess? Kafka { get; }

    public Cables Cables { get; }

    public int SiloCount => _silos.Length;

    public int GatewayCount => _gateways.Length;

    public override IReadOnlyList<GatewayProcess> Gateways => [.. _gateways.OfType<GatewayProcess>()];

    public override string Said => string.Join("\n----\n", _dead.Concat(_silos.Select(silo => silo?.Said ?? "")).Concat(_gateways.Select(gateway => gateway?.Said ?? "")));

    public static async Task<ClinicGrid> Start(GridSettings settings, ClinicShape shape)
    {
        var kafka = shape.HasKafka ? await KafkaProcess.Start(KafkaLogOptions.DefaultTopic, GridSettings.Partitions) : null;
        var grid = new ClinicGrid(settings, shape, await PostgresServer.Start(), kafka);
        await grid.StartSilo(0); // makes the tables
        for (var place = 1; place < shape.Silos; place++) await grid.StartSilo(place);
        await Task.WhenAll(Enumerable.Range(0, shape.Gateways).Select(grid.StartGateway));
        return grid;
    }

    public SiloProcess Silo(int place) => _silos[place] ?? throw new InvalidOperationException($"Silo {place} does not run.");

    public GatewayProcess Gateway(int place) => _gateways[place] ?? throw new InvalidOperationException($"Gateway {place} does not run.");

    /// <summary>Starts a silo, or starts it again, and waits until it runs.</summary>
    public async Task StartSilo(int place)
    {
        var before = _silos[place];
        _silos[place] = null; // should it not start, whoever asks for it is told so
        await Bury(before);
        _silos[place] = await SiloProcess.Start(Environment(Postgres.Port, [.. Cables.OfSilo(place), .. Clock(place)]));
    }

    /// <summary>Starts a gateway at its address, or starts it again, and waits until it is ready.</summary>
    public async Task StartGateway(int place)
    {
        var before = _gateways[place];
        _gateways[place] = null;
        await Bury(before);
        _gateways[place] = GatewayProcess.Start([], Environment(Cables.GatewaysToDatabase.Address.Port, [.. Clock(place)]), _addresses[place]);
        await _gateways[place]!.Ready();
    }

    /// <summary>Starts again whatever has ended, as a service manager does.</summary>
    public async Task StartWhatEnded()
    {
        for (var place = 0; place < _silos.Length; place++) if (Silo(place).HasExited) await StartSilo(place);
        for (var place = 0; place < _gateways.Length; place++) if (Gateway(place).HasExited) await StartGateway(place);
    }

    public override Task<GrainClient> Grains() => GrainClient.OfClinic(Postgres.ConnectionString());

    public override async Task<IVitalsLog> OpenLog()
    {
        var log = VitalsLogRegistration.Make(
            new VitalsLogOptions
            {
                Kind = Kafka is null ? VitalsLogKind.PostgreSql : VitalsLogKind.Kafka,
                ConnectionString = Postgres.ConnectionString(),
                Partitions = GridSettings.Partitions,
                Kafka = Kafka is null ? null : new KafkaLogOptions { BootstrapServers = Kafka.BootstrapServers },
            },
            new PatientKeys(new KeyOptions { Kind = KeyStoreKind.PostgreSql, ConnectionString = Postgres.ConnectionString(), Secret = ThrowawaySecret.Text }, TimeProvider.System), TimeProvider.System);
        await log.Open(CancellationToken.None);
        return log;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var process in _gateways.Concat<GridProcess?>(_silos)) if (process is not null) await process.DisposeAsync();
        await Cables.DisposeAsync();
        if (Kafka is not null) await Kafka.DisposeAsync();
        await Postgres.DisposeAsync();
        _data.Dispose();
    }

    private Dictionary<string, string> Environment(int databasePort, params ReadOnlySpan<(string Name, string Value)> more) => _settings.Environment(
    [
        ("TwinGrid__Cluster", "PostgreSql"),
        ("TwinGrid__Data", _data.Path),
        ("TwinGrid__PostgreSql", new NpgsqlConnectionStringBuilder(Postgres.ConnectionString()) { Port = databasePort }.ConnectionString),
        .. Kafka is null ? Array.Empty<(string, string)>() : [("TwinGrid__Log", "Kafka"), ("TwinGrid__Kafka__BootstrapServers", Kafka.BootstrapServers)],
        .. more,
    ]);

    private IEnumerable<(string Name, string Value)> Clock(int place) => _shape.HasWrongClocks ? WrongClock.At(place) : [];

    private async Task Bury(GridProcess? process)
    {
        if (process is null) return;
        _dead.Add(process.Said);
        await process.DisposeAsync();
    }
}
