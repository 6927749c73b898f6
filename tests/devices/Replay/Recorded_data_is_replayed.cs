using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using TwinGrid.Devices.Replay;
using TwinGrid.Patients;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Devices.Tests.Replay;

public sealed class Recorded_data_is_replayed : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("replay").FullName;
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly PretendGateway _gateway = new();
    private readonly StringWriter _screen = new();

    public void Dispose()
    {
        _gateway.Dispose();
        _screen.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task every_cell_of_the_intensive_care_night_is_accounted_for()
    {
        var file = SharedData.Path("samples", "vitals", "mimic_s00001_numerics_1min.csv");
        (await Run(Settings(file) with { Verify = true })).ShouldBe(0);

        var (samples, saturation) = (Everything(), SignalCatalogue.Of(Signal.OxygenSaturation).Code);
        samples.Count.ShouldBe(1936 * 10 - 3 * 1784);
        samples.Count(sample => sample.Code == saturation && sample.Flag == "probe-disconnected").ShouldBe(363);
        Screen.ShouldContain("1,936");
        Screen.ShouldContain("5,352");
        Screen.ShouldContain("14,008");
        Screen.ShouldContain("The totals reconcile.");
    }

    [SkippableFact]
    public async Task every_reading_of_the_glucose_study_is_accounted_for()
    {
        var file = SharedData.Path("reference", "cgm", "hall2018_cgm.csv");
        (await Run(Settings(file) with { Verify = true })).ShouldBe(0);

        _gateway.Profiles.Count.ShouldBe(57);
        Everything().Count.ShouldBe(105_426 - 9);
        Screen.ShouldContain("105,426");
        Screen.ShouldContain("The totals reconcile.");
        _gateway.Profiles.Keys.ShouldAllBe(id => id.Length == 32);
    }

    [Fact]
    public async Task what_cannot_be_sent_is_counted_by_reason()
    {
        var file = Write("id,time,gl", "a,2014-02-03 03:42:12,93", "a,2014-02-03 03:47:12,", "a,not a time,94", "a,2014-02-03 03:52:12,high", "b,2014-02-03T03:42:12+09:00,0");
        var recording = Recording.Read(file, null);
        (recording.RowsRead, recording.EmptyCells, recording.Rows.Count).ShouldBe((5, 1, 4));
        recording.Unreadable.ShouldBe(new Dictionary<string, long>(StringComparer.Ordinal) { ["gl is not a number"] = 1, ["the row's time is unreadable"] = 1 }, ignoreOrder: true);
        recording.Rows[^1].At.ShouldBe(new DateTimeOffset(2014, 2, 2, 18, 42, 12, TimeSpan.Zero));

        (await Run(Settings(file) with { Verify = true })).ShouldBe(0);
        Everything().Count.ShouldBe(2);
        Screen.ShouldContain("probe-disconnected");
    }

    [Fact]
    public async Task a_refused_packet_is_counted_with_its_reason_and_not_expected_back()
    {
        _gateway.Verdict = packet => packet.Sequence == 2 ? 400 : 202;
        (await Run(Settings(ThreeReadings()) with { Verify = true })).ShouldBe(0);
        Screen.ShouldContain("400 said no");
    }

    [Fact]
    public async Task a_reading_the_history_lost_is_found()
    {
        _gateway.Forgets = sample => sample.Value == 95;
        (await Run(Settings(ThreeReadings()) with { Verify = true })).ShouldBe(1);
        Screen.ShouldContain("differ for 1 of 1");
    }

    [Fact]
    public async Task verifying_later_finds_what_is_missing_without_sending_anything()
    {
        var settings = Settings(ThreeReadings());
        (await Run(settings)).ShouldBe(0);
        var sent = _gateway.Taken.Count;
        (await _time.Drive(ReplayCommand.Verify(settings, Console, _time, _gateway, CancellationToken.None))).ShouldBe(0);
        _gateway.Forgets = sample => sample.Value == 95;
        (await _time.Drive(ReplayCommand.Verify(settings, Console, _time, _gateway, CancellationToken.None))).ShouldBe(1);
        _gateway.Taken.Count.ShouldBe(sent);
    }

    [Fact]
    public async Task repeating_a_broken_off_replay_ends_with_the_same_packets_and_totals()
    {
        var settings = Settings(ThreeReadings()) with { Verify = true };
        _gateway.BreaksAfter = 1;
        (await Run(settings)).ShouldBe(0);
        (await Run(settings)).ShouldBe(0);
        _gateway.Taken.Select(packet => (packet.TwinId, packet.DeviceId, packet.Sequence)).Distinct().Count().ShouldBe(3);
        Everything().Count.ShouldBe(3);
    }

    [Fact]
    public async Task the_twin_does_not_show_the_subject_and_depends_on_the_salt()
    {
        var map = Path.Combine(_folder, "map.csv");
        var settings = Settings(ThreeReadings()) with { MapOut = map };
        await Run(settings);
        await Run(settings);
        _gateway.Profiles.Count.ShouldBe(1);
        await Run(settings with { Salt = "other" });
        _gateway.Profiles.Count.ShouldBe(2);
        _gateway.Profiles.Keys.ShouldAllBe(id => !id.Contains("mary", StringComparison.OrdinalIgnoreCase));
        (await File.ReadAllLinesAsync(map))[1].ShouldStartWith("\"mary\",");
    }

    [Fact]
    public async Task the_recording_can_be_shifted_to_end_now()
    {
        await Run(Settings(ThreeReadings()) with { AsIfEnding = Noon });
        Everything().Max(sample => sample.ObservedAt).ShouldBe(Noon);
        Everything().Min(sample => sample.ObservedAt).ShouldBe(Noon.AddMinutes(-10));
    }

    [Fact]
    public async Task at_a_speed_of_sixty_ten_minutes_take_ten_seconds()
    {
        var run = ReplayCommand.Run(Settings(ThreeReadings()) with { Speed = 60 }, Console, _time, _gateway, CancellationToken.None);
        await _time.Drive(run, TimeSpan.FromMilliseconds(100));
        (_time.GetUtcNow() - Noon).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(10));
        Everything().Count.ShouldBe(3);
    }

    [Fact]
    public async Task any_csv_is_read_by_a_mapping_file()
    {
        var mapping = Path.Combine(_folder, "mapping.json");
        await File.WriteAllTextAsync(mapping, """
            { "name": "pump log", "subject": "who", "time": { "column": "t", "form": "seconds", "epoch": "2021-05-03T22:00:00Z" }, "empty": ["-"],
              "signals": [ { "column": "glucose", "code": "99504-3", "unit": "mmol/L", "device": "cgm" },
                           { "column": "bolus", "code": "insulin-bolus", "unit": "[iU]", "device": "pump", "skipZero": true } ] }
            """);
        await Run(Settings(Write("who,t,glucose,bolus", "x,0,5.5,0", "x,90,-,2.5")) with { Mapping = mapping });
        Everything().Select(sample => (sample.DeviceId, sample.Value, sample.Unit, sample.ObservedAt)).ShouldBe(
        [
            ("cgm", 5.5, "mmol/L", new DateTimeOffset(2021, 5, 3, 22, 0, 0, TimeSpan.Zero)),
            ("pump", 2.5, "[iU]", new DateTimeOffset(2021, 5, 3, 22, 1, 30, TimeSpan.Zero)),
        ]);
    }

    [Theory]
    [InlineData("{ \"name\": 1 }", "is no mapping")]
    [InlineData("{ \"name\": \"x\", \"tim\": {}, \"signals\": [] }", "tim")]
    [InlineData("{ \"name\": \"x\", \"time\": { \"column\": \"t\" }, \"signals\": [] }", "signals is empty")]
    public void a_wrong_mapping_file_is_refused_with_what_is_wrong(string json, string said)
    {
        var file = Path.Combine(_folder, "wrong.json");
        File.WriteAllText(file, json);
        Should.Throw<InvalidDataException>(() => ReplayMapping.Load(file)).Message.ShouldContain(said);
    }

    [Fact]
    public void a_file_that_fits_no_mapping_is_refused_with_its_columns() =>
        Should.Throw<InvalidDataException>(() => Recording.Read(Write("when,what", "1,2"), null)).Message.ShouldContain("when, what");

    private IAnsiConsole Console => AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(_screen) });

    private string Screen => _screen.ToString();

    private Task<int> Run(ReplaySettings settings) => _time.Drive(ReplayCommand.Run(settings, Console, _time, _gateway, CancellationToken.None));

    private ReplaySettings Settings(string file) => new(
        file, _gateway.Address, Speed: null, Mapping: null, Salt: "salt", AsIfEnding: null, MapOut: null,
        new PatientProfile(new DateOnly(1960, 1, 1), Sex.Unknown, 170, 70, [], DiabetesType.None), Verify: false, Patience: TimeSpan.FromSeconds(3));

    private string ThreeReadings() => Write("id,time,gl", "mary,2014-02-03 03:42:00,93", "mary,2014-02-03 03:47:00,95", "mary,2014-02-03 03:52:00,97");

    private string Write(params string[] lines)
    {
        var file = Path.Combine(_folder, "recording.csv");
        File.WriteAllLines(file, lines);
        return file;
    }

    /// <summary>What the history knows: repeats counted once.</summary>
    private List<TakenSample> Everything() =>
        [.. _gateway.Taken.SelectMany(packet => packet.Samples.Select(sample => (packet.TwinId, sample))).DistinctBy(pair => (pair.TwinId, pair.sample.DeviceId, pair.sample.Code, pair.sample.ObservedAt)).Select(pair => pair.sample)];
}
