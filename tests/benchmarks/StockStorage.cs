using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using TwinGrid.Storage;
using TwinGrid.Testbed;

namespace TwinGrid.Benchmarks;

/// <summary>States saved each second by Orleans' ADO.NET grain storage on the same database: a transaction for each.</summary>
internal static class StockStorage
{
    private const string Store = "stock";

    public static async Task<double> StatesPerSecond(StorageOptions options, int states, int writers, int bytes)
    {
        await OrleansTables.Ensure(options.Kind, OrleansTables.ConnectionString(options), CancellationToken.None);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(LoopbackPort.Free(), LoopbackPort.Free(), serviceId: "stock", clusterId: "stock");
            silo.AddAdoNetGrainStorage(Store, stock =>
            {
                (stock.Invariant, stock.ConnectionString) = (OrleansTables.Invariant(options.Kind), OrleansTables.ConnectionString(options));
                stock.GrainStorageSerializer = new Raw();
            });
        });
        using var host = builder.Build();
        await host.StartAsync();
        var store = host.Services.GetRequiredKeyedService<IGrainStorage>(Store);
        var grains = Enumerable.Range(0, writers).Select(grain => (Id: GrainId.Create("stock", $"g{grain}"), State: new GrainState<byte[]>(new byte[bytes]))).ToList();
        foreach (var (id, state) in grains) await store.WriteStateAsync("state", id, state);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(grains.Select(grain => Task.Run(async () =>
        {
            for (var i = 0; i < states / writers; i++) await store.WriteStateAsync("state", grain.Id, grain.State);
        })));
        var rate = Math.Round(states / watch.Elapsed.TotalSeconds);
        await host.StopAsync();
        return rate;
    }

    /// <summary>The bytes as they are: what is measured is the database.</summary>
    private sealed class Raw : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new((byte[])(object)input!);

        public T Deserialize<T>(BinaryData input) => (T)(object)input.ToArray();
    }
}
