using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TwinGrid.Access;
using TwinGrid.Audit;
using TwinGrid.Benchmarks.Grid;
using TwinGrid.Gateway.Api;
using TwinGrid.Gateway.Start;
using TwinGrid.Silo;

namespace TwinGrid.Benchmarks.Access;

/// <summary>
/// <c>audit-reads</c>: <c>GET /v1/twins/{id}</c> with the audit trail and with one that takes nothing down: at a load that is carried in turns in one process; as fast as it answers in two processes beside each
/// other, for there a machine that others use too changes more from turn to turn than the trail does.
/// </summary>
internal static class AuditReadBenchmark
{
    public const string SideWith = "audit-reads-with", SideWithout = "audit-reads-without";

    private const int Twins = 200, Connections = 16, WarmRounds = 2, Rounds = 5;

    /// <summary>Shorter than it is unless set: each round with the trail has two whole turns of the patients' books in it.</summary>
    private const int BooksSeconds = 10;

    /// <summary>A load that two cores carry, and more than they can, answers/s.</summary>
    private const double Carried = 2_000, Unbounded = double.PositiveInfinity;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8), Warm = TimeSpan.FromSeconds(3), Length = TimeSpan.FromSeconds((2 * BooksSeconds) + 2), Settle = TimeSpan.FromSeconds(BooksSeconds + 4), SideLength = 4 * Length;

    public static async IAsyncEnumerable<Measurement> Run()
    {
        await using (var gateway = await Gateway.Start())
            yield return await Compare(gateway.Address, gateway.Trail, "p99 of a read at a load that is carried, with the audit trail", Carried);
        yield return await SideBySide();
    }

    /// <summary>One of two processes that answer as fast as they can: it begins when it is told to, or its input is at its end.</summary>
    public static async IAsyncEnumerable<Measurement> Side(bool withTrail)
    {
        await using var gateway = await Gateway.Start();
        gateway.Trail.IsOn = withTrail;
        await Read(gateway.Address, Warm, Unbounded, new Percentiles());
        Console.WriteLine(Ready);
        await Console.In.ReadLineAsync();
        var (times, entries) = (new Percentiles(), gateway.Trail.Entries);
        var answers = await Read(gateway.Address, SideLength, Unbounded, times);
        if (withTrail && gateway.Trail.Entries - entries < answers) throw new InvalidOperationException($"{answers} answers, but {gateway.Trail.Entries - entries} entries.");
        yield return new("p99 of a read as fast as it answers", times.At(.99), "ms", null, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["p50Ms"] = times.At(.5), ["p90Ms"] = times.At(.9), ["answers"] = answers, ["pausedMs"] = Math.Round(GC.GetTotalPauseDuration().TotalMilliseconds), ["collections"] = GC.CollectionCount(0),
        });
    }

    private const string Ready = "ready";

    private static async Task<Measurement> SideBySide()
    {
        using var with = Start(SideWith);
        using var without = Start(SideWithout);
        foreach (var side in (Process[])[with, without])
            while (await side.StandardOutput.ReadLineAsync() is var said && said != Ready)
                if (said is null) throw new InvalidOperationException("One of the two processes ended before it was ready.");
        foreach (var side in (Process[])[with, without]) await side.StandardInput.WriteLineAsync();
        var (on, off) = (Figures(await with.StandardOutput.ReadToEndAsync()), Figures(await without.StandardOutput.ReadToEndAsync()));
        return new("p99 of a read as fast as it answers, with the audit trail", on.P99, "ms", new() { ["withoutMs"] = off.P99 }, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["addsToP99Percent"] = Math.Round(100 * (on.P99 / off.P99 - 1), 1), ["with"] = on.Conditions, ["without"] = off.Conditions, ["twins"] = Twins, ["connections"] = Connections, ["cores"] = Environment.ProcessorCount,
            ["where"] = $"two processes at once on the same cores, each gateway, embedded silo and reader, {SideLength.TotalSeconds:0} s; one writes an entry for each answer, and the patients' books every {BooksSeconds} s",
        });

        static Process Start(string name)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
            start.ArgumentList.Add(typeof(AuditReadBenchmark).Assembly.Location);
            start.ArgumentList.Add(name);
            (start.Environment["DOTNET_TieredPGO"], start.Environment["DOTNET_TC_CallCountingDelayMs"]) = ("0", "0"); // as gateways run
            return Process.Start(start)!;
        }

        static (double P99, JsonNode Conditions) Figures(string line)
        {
            var said = JsonNode.Parse(line) ?? throw new InvalidOperationException("One of the two processes ended without a figure.");
            return (said["value"]!.GetValue<double>(), said["conditions"]!);
        }
    }

    private static async Task<Measurement> Compare(Uri address, SwitchedTrail trail, string what, double perSecond)
    {
        var (with, without, answers, pauses, collections) = (new Percentiles(), new Percentiles(), new long[2], new TimeSpan[2], new int[2]);
        for (var round = -WarmRounds; round < Rounds; round++)
            foreach (var isOn in int.IsEvenInteger(round) ? (bool[])[true, false] : [false, true])
            {
                trail.IsOn = isOn;
                if (round == 0 && isOn) trail.Entries = 0;
                if (round < 0)
                {
                    await Read(address, Warm, perSecond, new Percentiles()); // the compiler has not done with this load
                    continue;
                }
                var (paused, collected) = (GC.GetTotalPauseDuration(), GC.CollectionCount(0));
                answers[isOn ? 1 : 0] += await Read(address, Length, perSecond, isOn ? with : without);
                pauses[isOn ? 1 : 0] += GC.GetTotalPauseDuration() - paused;
                collections[isOn ? 1 : 0] += GC.CollectionCount(0) - collected;
                if (isOn) await Task.Delay(Settle, TimeProvider.System); // what is left for the patients' books must not burden those without
            }
        if (trail.Entries < answers[1]) throw new InvalidOperationException($"{answers[1]} answers, but {trail.Entries} entries.");
        return new(what, with.At(.99), "ms", new() { ["withoutMs"] = without.At(.99) }, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["p50Ms"] = with.At(.5), ["withoutP50Ms"] = without.At(.5), ["p90Ms"] = with.At(.9), ["withoutP90Ms"] = without.At(.9),
            ["addsToP99Percent"] = Math.Round(100 * (with.At(.99) / without.At(.99) - 1), 1), ["answers"] = answers[1], ["answersWithout"] = answers[0],
            ["pausedMs"] = Math.Round(pauses[1].TotalMilliseconds), ["withoutPausedMs"] = Math.Round(pauses[0].TotalMilliseconds), ["collections"] = collections[1], ["withoutCollections"] = collections[0],
            ["twins"] = Twins, ["connections"] = Connections, ["cores"] = Environment.ProcessorCount,
            ["where"] = $"gateway, embedded silo and reader in one process, {Rounds} rounds of {Length.TotalSeconds:0} s each way in turns; each answer with an entry, and the patients' books written beside, all of them every {BooksSeconds} s",
        });
    }

    private static async Task<long> Read(Uri address, TimeSpan length, double perSecond, Percentiles times)
    {
        var pause = double.IsFinite(perSecond) ? Connections / perSecond : 0;
        var (answers, watch) = (0L, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async number =>
        {
            var (chance, connection) = (new Random(number), new GetConnection(address));
            using var _ = connection;
            for (var i = number; watch.Elapsed < length; i += Connections)
            {
                var began = Stopwatch.GetTimestamp();
                await connection.Get($"/v1/twins/{SixSigns.TwinName(i % Twins)}");
                times.Add(Stopwatch.GetElapsedTime(began));
                Interlocked.Increment(ref answers);
                if (pause > 0) await Task.Delay(TimeSpan.FromSeconds(-pause * Math.Log(1 - chance.NextDouble())), TimeProvider.System);
            }
        }));
        return answers;
    }

    /// <summary>A gateway with its silo in this process, its twins registered, its code compiled.</summary>
    private sealed class Gateway(WebApplication app, string folder) : IAsyncDisposable
    {
        public Uri Address { get; } = new(app.Urls.Single());

        public SwitchedTrail Trail { get; } = app.Services.GetRequiredService<SwitchedTrail>();

        public static async Task<Gateway> Start()
        {
            var folder = Directory.CreateTempSubdirectory("twingrid-audit-reads-").FullName;
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = typeof(ApiSetup).Assembly.GetName().Name });
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Urls"] = "http://127.0.0.1:0", ["TwinGrid:Data"] = folder, [$"{AuditOptions.Section}:{nameof(AuditOptions.BooksSeconds)}"] = $"{BooksSeconds}" });
            builder.Logging.ClearProviders();
            var grid = GridOptions.From(builder.Configuration);
            builder.Services.AddSingleton(grid);
            builder.AddGrid(grid);
            builder.AddAudit(grid);
            builder.Services.AddSingleton<SwitchedTrail>();
            builder.Services.AddSingleton<IAuditTrail>(services => services.GetRequiredService<SwitchedTrail>());
            builder.AddApi();
            var app = builder.Build();
            app.MapApi();
            await app.StartAsync();
            var gateway = new Gateway(app, folder);
            await Register(gateway.Address);
            await Read(gateway.Address, WarmUp, Unbounded, new Percentiles());
            return gateway;
        }

        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        private static async Task Register(Uri address)
        {
            using var http = new HttpClient { BaseAddress = address };
            for (var twin = 0; twin < Twins; twin++)
            {
                using var answer = await http.PutAsJsonAsync($"/v1/twins/{SixSigns.TwinName(twin)}", new { birthDate = "1960-05-04", sex = "female", heightCm = 162, weightKg = 61 });
                answer.EnsureSuccessStatusCode();
                var samples = new[] { new { code = "8867-4", value = 72.0, unit = "/min", observedAt = TimeProvider.System.GetUtcNow() }, new { code = "59408-5", value = 97.0, unit = "%", observedAt = TimeProvider.System.GetUtcNow() } };
                using var taken = await http.PostAsJsonAsync($"/v1/twins/{SixSigns.TwinName(twin)}/vitals", new { deviceId = "monitor", sequence = 1, samples });
                taken.EnsureSuccessStatusCode();
            }
        }
    }

    /// <summary>The product's trail, or none.</summary>
    private sealed class SwitchedTrail(AuditTrail trail) : IAuditTrail
    {
        private long _entries;

        public bool IsOn { get; set; } = true;

        public long Entries
        {
            get => _entries;
            set => _entries = value;
        }

        public ValueTask Record(AccessEntry entry, CancellationToken cancel)
        {
            if (!IsOn) return default;
            Interlocked.Increment(ref _entries);
            return trail.Record(entry, cancel);
        }
    }
}
