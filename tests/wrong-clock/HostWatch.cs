using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TwinGrid.WrongClock;

/// <summary>Waits for a host to be built, and gives it the time; by the events that hosts announce themselves with to tools.</summary>
internal sealed class HostWatch(TimeProvider time) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting") value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is not { Key: "HostBuilding", Value: IHostBuilder host }) return;
        host.ConfigureServices((_, services) => services.AddSingleton(time)); // the last that is registered counts
    }

    public void OnCompleted()
    {
        // nothing was held
    }

    public void OnError(Exception error) => throw error;
}
