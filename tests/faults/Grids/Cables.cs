using System.Globalization;
using System.Net;
using TwinGrid.Faults.Network;
using TwinGrid.Testbed;

namespace TwinGrid.Faults.Grids;

/// <summary>
/// The cables of a clinic that can be pulled: from its gateways to the database, and into each silo's port for other silos. A silo is reached at 127.0.1.N, where
/// its cable begins, and listens at 127.0.0.1; its port for gateways has a cable that is never pulled.
/// </summary>
public sealed class Cables : IAsyncDisposable
{
    private readonly SiloCable[] _silos;

    public Cables(int silos, int databasePort)
    {
        GatewaysToDatabase = new TcpProxy(new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, databasePort));
        _silos = [.. Enumerable.Range(0, silos).Select(place => new SiloCable(place))];
    }

    public TcpProxy GatewaysToDatabase { get; }

    /// <summary>What leads into each silo from the others.</summary>
    public IEnumerable<TcpProxy> BetweenSilos => _silos.Select(silo => silo.FromSilos);

    public IEnumerable<(string Name, string Value)> OfSilo(int place) => _silos[place].Settings;

    public async ValueTask DisposeAsync()
    {
        await GatewaysToDatabase.DisposeAsync();
        foreach (var silo in _silos) await silo.DisposeAsync();
    }

    private sealed class SiloCable : IAsyncDisposable
    {
        private readonly IPAddress _address;
        private readonly int _port = LoopbackPort.Free();
        private readonly int _gatewayPort = LoopbackPort.Free();
        private readonly TcpProxy _fromGateways;

        public SiloCable(int place)
        {
            _address = new IPAddress([127, 0, 1, (byte)(place + 1)]);
            FromSilos = new TcpProxy(new IPEndPoint(_address, _port), new IPEndPoint(IPAddress.Loopback, _port));
            _fromGateways = new TcpProxy(new IPEndPoint(_address, _gatewayPort), new IPEndPoint(IPAddress.Loopback, _gatewayPort));
        }

        public TcpProxy FromSilos { get; }

        public IEnumerable<(string Name, string Value)> Settings =>
        [
            ("TwinGrid__AdvertisedAddress", _address.ToString()),
            ("TwinGrid__ListenAddress", IPAddress.Loopback.ToString()),
            ("TwinGrid__SiloPort", _port.ToString(CultureInfo.InvariantCulture)),
            ("TwinGrid__SiloGatewayPort", _gatewayPort.ToString(CultureInfo.InvariantCulture)),
        ];

        public async ValueTask DisposeAsync()
        {
            await FromSilos.DisposeAsync();
            await _fromGateways.DisposeAsync();
        }
    }
}
