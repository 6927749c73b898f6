using System.Globalization;
using TwinGrid.Keys;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;
using TwinGrid.VitalsLog;

namespace TwinGrid.Faults.Grids;

/// <summary>The laptop size: one gateway that hosts a silo, SQLite files beside it.</summary>
public sealed class EmbeddedGrid : GridUnderTest
{
    private readonly GridSettings _settings;
    private readonly Uri _address = new($"http://127.0.0.1:{LoopbackPort.Free()}");
    private readonly int _siloGatewayPort = LoopbackPort.Free();
    private readonly bool _isTemporary;
    private readonly List<PatientKeys> _opened = [];
    private GatewayProcess _gateway = null!;

    private EmbeddedGrid(GridSettings settings, string data, bool isTemporary) => (_settings, Data, _isTemporary) = (settings, data, isTemporary);

    public string Data { get; }

    private string Keys => $"{Data}-keys";

    public override IReadOnlyList<GatewayProcess> Gateways => [_gateway];

    public override string Said => _gateway.Said;

    /// <param name="data">Its data folder.</param>
    /// <param name="isTemporary">The folder goes with the grid.</param>
    public static async Task<EmbeddedGrid> Start(GridSettings settings, string data, bool isTemporary = false)
    {
        var grid = new EmbeddedGrid(settings, data, isTemporary);
        await grid.Restart();
        return grid;
    }

    /// <summary>Starts it on its data, at its address.</summary>
    public async Task Restart()
    {
        await Begin();
        await _gateway.Ready();
    }

    /// <summary>Starts it and kills it again before it may be ready.</summary>
    public async Task Stumble(TimeSpan after)
    {
        await Begin();
        await Task.Delay(after, TimeProvider.System);
        await Kill();
    }

    /// <summary>kill -9.</summary>
    public Task Kill() => _gateway.Kill();

    public override Task<GrainClient> Grains() => GrainClient.OfEmbedded(_siloGatewayPort);

    /// <summary>The log as its files stand. The grid must have been stopped.</summary>
    public override async Task<IVitalsLog> OpenLog()
    {
        var keys = new PatientKeys(new KeyOptions { Folder = Keys }, TimeProvider.System);
        _opened.Add(keys);
        var log = VitalsLogRegistration.Make(new VitalsLogOptions { Kind = VitalsLogKind.Sqlite, Data = Data, Partitions = GridSettings.Partitions }, keys, TimeProvider.System);
        await log.Open(CancellationToken.None);
        return log;
    }

    private async Task Begin()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        _gateway = GatewayProcess.Start(
            ["--data", Data], _settings.Environment(("TwinGrid__SiloGatewayPort", _siloGatewayPort.ToString(CultureInfo.InvariantCulture))), _address);
    }

    public override async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        foreach (var keys in _opened) await keys.DisposeAsync();
        if (!_isTemporary) return;
        Directory.Delete(Data, recursive: true);
        if (Directory.Exists(Keys)) Directory.Delete(Keys, recursive: true);
    }
}
