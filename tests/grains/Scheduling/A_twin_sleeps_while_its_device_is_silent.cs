using TwinGrid.Alerts;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Tests.Scheduling;

public sealed class A_twin_sleeps_while_its_device_is_silent : IAsyncLifetime
{
    private readonly TwinBed _bed = new();
    private readonly string _id = TwinId.NewRandom().Value;

    public Task InitializeAsync() => _bed.InitializeAsync();

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task the_desk_is_told_first_that_it_should_be_looked_at_and_then_that_it_is_urgent()
    {
        await _bed.KeepReading();
        await _bed.Twin(_id).Register(Someone.WithType1);
        var packets = Enumerable.Range(0, 12).Select(i =>
        {
            var at = _bed.Clock.Now.AddMinutes(i - 12);
            return Someone.Packet(_id, "monitor", i, at, new VitalSign(Signal.HeartRate, 70, at));
        });
        foreach (var packet in packets) await _bed.Log.Append(packet, CancellationToken.None);
        await _bed.Drain();
        await _bed.PutAllToSleep();

        _bed.Clock.Now += TimeSpan.FromMinutes(16);
        (await Silence(Severity.Medium)).DeviceId.ShouldBe("monitor");
        await _bed.PutAllToSleep();
        _bed.Clock.Now += TimeSpan.FromMinutes(15);
        var urgent = await Silence(Severity.High);
        (await Alerts()).ShouldHaveSingleItem().Id.ShouldBe(urgent.Id, "it is one condition, grown worse");
    }

    private async Task<Alert> Silence(Severity severity)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            if ((await Alerts()).FirstOrDefault(alert => alert.Rule == "data-stopped" && alert.Severity == severity) is { } alert) return alert;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    private Task<IReadOnlyList<Alert>> Alerts() =>
        _bed.Grains.GetGrain<IWatchDesk>(TwinId.Parse(_id).Partition(_bed.Log.PartitionCount)).Alerts(new AlertQuery([], [], null, 100));
}
