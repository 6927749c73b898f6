using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;
using TwinGrid.VitalsLog;

namespace TwinGrid.Faults.Grids;

/// <summary>The clinic size: silos and gateways around one PostgreSQL, all on loopback. A silo or gateway that was killed is started again in its place.</summary>
public sealed class ClinicGrid : GridUnderTest
{
    private readonly GridSettings _settings;
    private readonly ClinicShape _shape;
    private readonly Uri[] _addresses;
    private readonly SiloProcess?[] _silos;
    private readonly GatewayProcess?[] _gateways;
    private readonly List<string> _dead = [];

    private ClinicGrid(GridSettings settings, ClinicShape shape, PostgresServer postgres)
    {
        (_settings, _shape, Postgres) = (settings, shape, postgres);
        (_silos, _gateways) = (new SiloProcess?[shape.Silos], new GatewayProcess?[shape.Gateways]);
        _addresses = [.. Enumerable.Range(0, shape.Gateways).Select(_ => new Uri($"http://127.0.0.1:{LoopbackPort.Free()}"))];
    }

    public PostgresServer Postgres { get; }

    public int SiloCount => _silos.Length;

    public override IReadOnlyList<GatewayProcess> Gateways => [.. _gateways.OfType<GatewayProcess>()];

    public override string Said => string.Join("\n----\n", _dead.Concat(_silos.Select(silo => silo?.Said ?? "")).Concat(_gateways.Select(gateway => gateway?.Said ?? "")));

    public static async Task<ClinicGrid> Start(GridSettings settings, ClinicShape shape)
    {
        var grid = new ClinicGrid(settings, shape, await PostgresServer.Start());
        await grid.StartSilo(0); // makes the tables
        await Task.WhenAll(Enumerable.Range(1, shape.Silos - 1).Select(grid.StartSilo));
        await Task.WhenAll(Enumerable.Range(0, shape.Gateways).Select(grid.StartGateway));
        return grid;
    }

    public SiloProcess Silo(int place) => _silos[place] ?? throw new InvalidOperationException($"Silo {place} does not run.");

    public GatewayProcess Gateway(int place) => _gateways[place] ?? throw new InvalidOperationException($"Gateway {place} does not run.");

    /// <summary>Starts a silo, or starts it again, and waits until it runs.</summary>
    public async Task StartSilo(int place)
    {
        if (_silos[place] is { } before) await Bury(before);
        _silos[place] = await SiloProcess.Start(_shape.Environment(_settings, Postgres, place, isSilo: true));
    }

    /// <summary>Starts a gateway at its address, or starts it again, and waits until it is ready.</summary>
    public async Task StartGateway(int place)
    {
        if (_gateways[place] is { } before) await Bury(before);
        _gateways[place] = GatewayProcess.Start([], _shape.Environment(_settings, Postgres, place, isSilo: false), _addresses[place]);
        await _gateways[place]!.Ready();
    }

    public override Task<GrainClient> Grains() => GrainClient.OfClinic(Postgres.ConnectionString());

    public override async Task<IVitalsLog> OpenLog()
    {
        var log = VitalsLogRegistration.Make(
            new VitalsLogOptions { Kind = VitalsLogKind.PostgreSql, ConnectionString = Postgres.ConnectionString(), Partitions = GridSettings.Partitions }, TimeProvider.System);
        await log.Open(CancellationToken.None);
        return log;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var process in _gateways.Concat<GridProcess?>(_silos)) if (process is not null) await process.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    private async Task Bury(GridProcess process)
    {
        _dead.Add(process.Said);
        await process.DisposeAsync();
    }
}
