using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using TwinGrid.Silo;

namespace TwinGrid.Benchmarks.Twins;

/// <summary>The embedded silo of the product on a throw-away folder, except that nothing falls asleep while it is measured.</summary>
internal sealed class BenchmarkSilo : IAsyncDisposable
{
    private static readonly TimeSpan NeverAsleep = TimeSpan.FromDays(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("twingrid-twins-").FullName;
    private IHost? _host;

    public IServiceProvider Services => _host!.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public static async Task<BenchmarkSilo> Start()
    {
        var silo = new BenchmarkSilo();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error);
        var farFromNight = TimeOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddHours(12); // or twins would learn while they are measured, between one and five o'clock
        builder.AddGridSilo(new GridOptions { Data = silo._folder, QuietFromUtc = farFromNight });
        builder.Services.PostConfigure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = NeverAsleep;
            options.ClassSpecificCollectionAge.Clear();
            options.EnableActivationSheddingOnMemoryPressure = false;
        });
        silo._host = builder.Build();
        await silo._host.StartAsync();
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5)); // what is measured need not be saved
            await _host.StopAsync(patience.Token);
            _host.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
        Directory.Delete($"{_folder}-keys", recursive: true);
    }
}
