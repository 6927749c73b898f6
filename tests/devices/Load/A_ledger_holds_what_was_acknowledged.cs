using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using TwinGrid.Devices.Load;
using TwinGrid.Devices.Uplink;

namespace TwinGrid.Devices.Tests.Load;

public sealed class A_ledger_holds_what_was_acknowledged : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("load").FullName;
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly PretendGateway _gateway = new();
    private readonly StringWriter _screen = new();

    public void Dispose()
    {
        _gateway.Dispose();
        _screen.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task a_rate_of_200_for_5_seconds_acknowledges_about_a_thousand()
    {
        var result = await Load();
        result.Acknowledged.ShouldBeInRange(997, 1000);
        result.Refused.ShouldBe(0);
        Ledger.Read(LedgerFile).Values.Sum().ShouldBe(result.Acknowledged);
        (await Check()).ShouldBe(0);
    }

    [Fact]
    public async Task every_sample_is_one_of_its_own_and_sequences_rise()
    {
        await Load();
        foreach (var device in _gateway.Taken.GroupBy(packet => packet.TwinId, StringComparer.Ordinal))
        {
            device.Zip(device.Skip(1)).ShouldAllBe(pair => pair.First.Sequence < pair.Second.Sequence);
            device.Select(packet => packet.Samples[0].ObservedAt).Distinct().Count().ShouldBe(device.Count());
        }
    }

    [Fact]
    public async Task a_lost_sample_is_found()
    {
        await Load();
        var victim = _gateway.Taken[17].Samples[0];
        _gateway.Forgets = sample => ReferenceEquals(sample, victim);
        (await Check()).ShouldBe(1);
        _screen.ToString().ShouldContain("lost 1,");
    }

    [Fact]
    public async Task a_sample_nobody_acknowledged_is_found_unless_that_is_allowed()
    {
        await Load();
        var lines = await File.ReadAllLinesAsync(LedgerFile);
        await File.WriteAllLinesAsync(LedgerFile, lines[..^1]);
        (await Check()).ShouldBe(1);
        (await Check(allowMore: true)).ShouldBe(0);
    }

    [Fact]
    public async Task a_line_cut_off_by_a_kill_is_left_out()
    {
        await Load();
        var before = Ledger.Read(LedgerFile).Values.Sum();
        await File.AppendAllTextAsync(LedgerFile, "00ff,loa");
        Ledger.Read(LedgerFile).Values.Sum().ShouldBe(before);
    }

    [Fact]
    public async Task refused_packets_are_not_in_the_ledger()
    {
        _gateway.Verdict = packet => packet.Sequence % 2 == 0 ? 400 : 202;
        var result = await Load();
        result.Refused.ShouldBeGreaterThan(0);
        Ledger.Read(LedgerFile).Values.Sum().ShouldBe(result.Acknowledged);
        (await Check()).ShouldBe(0);
    }

    private string LedgerFile => Path.Combine(_folder, "ledger.csv");

    private Task<LoadResult> Load()
    {
        var settings = new LoadSettings(_gateway.Address, Twins: 7, PacketsPerSecond: 200, TimeSpan.FromSeconds(5), Senders: 3, LedgerFile, Seed: 1);
        var run = new LoadRun(settings, new GatewayClient(_gateway.Client(), _time), _time, NullLogger.Instance);
        return _time.Drive(run.Run(Unheard.Progress, CancellationToken.None), TimeSpan.FromMilliseconds(50));
    }

    private Task<int> Check(bool allowMore = false)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(_screen) });
        console.Profile.Width = 200;
        return _time.Drive(LoadCommand.Check(LedgerFile, allowMore, new GatewayClient(_gateway.Client(), _time), console, _time, TimeSpan.FromSeconds(2), CancellationToken.None));
    }

    private sealed class Unheard : IProgress<int>
    {
        public static Unheard Progress { get; } = new();

        public void Report(int value)
        {
        }
    }
}
