using MQTTnet.Diagnostics.Logger;
using MQTTnet.Server;

namespace TwinGrid.Gateway.Mqtt;

/// <summary>Puts a <see cref="WillRefusingLine"/> over each connection that is accepted: the events of the library's server do not show the will of who connects.</summary>
internal sealed class WillsRefused(IMqttServerAdapter accepting) : IMqttServerAdapter
{
    public Func<MQTTnet.Adapter.IMqttChannelAdapter, Task>? ClientHandler
    {
        get => accepting.ClientHandler;
        set => accepting.ClientHandler = value is null ? null : line => value(new WillRefusingLine(line));
    }

    public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger) => accepting.StartAsync(options, logger);

    public Task StopAsync() => accepting.StopAsync();

    public void Dispose() => accepting.Dispose();
}
