using System.Net;
using Microsoft.Extensions.Time.Testing;
using TwinGrid.Devices.Demo;

namespace TwinGrid.Devices.Tests.Demo;

public sealed class A_demonstration_is_stopped_and_started_again : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("ward").FullName;
    private readonly FakeTimeProvider _time = new(Start);
    private readonly PretendGateway _gateway = new();

    public void Dispose()
    {
        _gateway.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task everyone_is_registered_and_the_last_hours_are_sent_before_live()
    {
        await Run(TimeSpan.FromMinutes(1));
        _gateway.Profiles.Count.ShouldBe(10);
        foreach (var id in _gateway.Profiles.Keys)
        {
            var times = _gateway.Samples(id).Select(sample => sample.ObservedAt).ToList();
            times.Min().ShouldBeLessThan(Start.AddMinutes(-55));
            times.Max().ShouldBeGreaterThan(Start.AddMinutes(-16));
        }
    }

    [Fact]
    public async Task the_same_people_go_on_with_the_next_sequences_and_no_gap()
    {
        await Run(TimeSpan.FromMinutes(2));
        _time.Advance(TimeSpan.FromMinutes(20));
        await Run(TimeSpan.FromMinutes(2));

        _gateway.Profiles.Count.ShouldBe(10);
        foreach (var device in _gateway.Taken.GroupBy(packet => (packet.TwinId, packet.DeviceId)))
        {
            var sequences = device.Select(packet => packet.Sequence).ToList();
            sequences.Zip(sequences.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
            var times = device.SelectMany(packet => packet.Samples).Select(sample => sample.ObservedAt).Order().ToList();
            times.Zip(times.Skip(1)).Max(pair => pair.Second - pair.First).ShouldBeLessThan(TimeSpan.FromMinutes(60));
        }
    }

    [Fact]
    public async Task a_killed_one_repeats_itself_word_for_word()
    {
        await Run(TimeSpan.FromSeconds(30));
        var stateBefore = await File.ReadAllBytesAsync(StateFile);
        await Run(TimeSpan.FromMinutes(1));
        await File.WriteAllBytesAsync(StateFile, stateBefore); // what a killed process leaves: packets sent, state not saved
        await Run(TimeSpan.FromMinutes(1));

        foreach (var repeats in _gateway.Taken.GroupBy(packet => (packet.TwinId, packet.DeviceId, packet.Sequence)))
            repeats.ShouldAllBe(packet => packet.Samples.SequenceEqual(repeats.First().Samples));
    }

    [Fact]
    public async Task a_gateway_that_is_not_ready_is_waited_for()
    {
        var calls = 0;
        _gateway.Mood = _ => calls++ < 10 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;
        await Run(TimeSpan.FromMinutes(2));
        _gateway.Profiles.Count.ShouldBe(10);
        _gateway.Taken.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task a_state_file_that_is_none_stops_the_start_and_is_named()
    {
        await File.WriteAllTextAsync(StateFile, "not json");
        var error = await Should.ThrowAsync<InvalidDataException>(DemoWard.Run(Options, CancellationToken.None));
        error.Message.ShouldContain(StateFile);
    }

    private string StateFile => Path.Combine(_folder, "ward.json");

    private DemoOptions Options => new()
    {
        Gateway = _gateway.Address, StateFile = StateFile, People = 10, Seed = 4, Backfill = TimeSpan.FromHours(1), Time = _time, Handler = _gateway,
    };

    /// <summary>Runs the ward until what was observed a stretch of fake time later has arrived, then cancels it.</summary>
    private async Task Run(TimeSpan stretch)
    {
        using var stop = new CancellationTokenSource();
        var (goal, run) = (_time.GetUtcNow() + stretch - TimeSpan.FromSeconds(20), DemoWard.Run(Options, stop.Token));
        while (_gateway.Newest < goal && !run.IsCompleted)
        {
            await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        await stop.CancelAsync();
        await run;
    }
}
