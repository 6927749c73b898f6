using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.Records;
using TwinGrid.Testbed.Processes;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Tests.Seats;

/// <summary>Half of the partitions go over to it, with their desks and twins, and nothing is lost or doubled on the way.</summary>
public sealed class A_second_silo_joins : IAsyncLifetime
{
    private const int Twins = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TwinBed _bed = new();
    private long _sequence;

    public async Task InitializeAsync()
    {
        await _bed.InitializeAsync();
        for (var twin = 0; twin < Twins; twin++) await _bed.Log.Append(new ProfileRecord(Id(twin), _bed.Clock.Now, Someone.WithType1), CancellationToken.None);
    }

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task its_share_moves_to_it()
    {
        await Append(5);
        await _bed.Drain();
        foreach (var desk in Desks()) await desk.Rows(1);
        var other = await _bed.StartAnother();
        await Eventually.Holds(
            async () =>
            {
                _bed.Clock.Now += TimeSpan.FromSeconds(20); // the silos have stood there for long enough, and it is time for a checkpoint
                await Append(1);
                await _bed.Drain();
                return await On(other, Readers()) == 1 && await On(other, Desks()) == 1 && await On(other, TwinsOf(await MovedPartition(other))) == TwinsOf(await MovedPartition(other)).Count;
            },
            Patience, () => "Nothing moved.");
        await Append(5);
        await _bed.Drain();
        for (var twin = 0; twin < Twins; twin++)
        {
            var glance = await _bed.Twin(Id(twin).Value).Glance();
            glance!.Devices.ShouldHaveSingleItem().HighestSequence.ShouldBe(_sequence);
            glance.Latest.ShouldHaveSingleItem().Value.ShouldBe(60 + _sequence % 40);
        }
        _bed.History.Written.ShouldBe((int)(Twins * _sequence));
    }

    private async Task<int> MovedPartition(SiloAddress other)
    {
        for (var partition = 0; partition < _bed.Log.PartitionCount; partition++)
            if (await On(other, [_bed.Grains.GetGrain<IPartitionReader>(partition)]) == 1) return partition;
        return -1;
    }

    private async Task<int> On(SiloAddress silo, IEnumerable<IAddressable> grains)
    {
        var management = _bed.Grains.GetGrain<IManagementGrain>(0);
        var places = await Task.WhenAll(grains.Select(async grain => await management.GetActivationAddress(grain)));
        return places.Count(silo.Equals);
    }

    private IEnumerable<IPartitionReader> Readers() => Enumerable.Range(0, _bed.Log.PartitionCount).Select(partition => _bed.Grains.GetGrain<IPartitionReader>(partition));

    private IEnumerable<IWatchDesk> Desks() => Enumerable.Range(0, _bed.Log.PartitionCount).Select(partition => _bed.Grains.GetGrain<IWatchDesk>(partition));

    private List<IPatientTwin> TwinsOf(int partition) =>
        [.. Enumerable.Range(0, Twins).Where(twin => Id(twin).Partition(_bed.Log.PartitionCount) == partition).Select(twin => _bed.Twin(Id(twin).Value))];

    private async Task Append(int packets)
    {
        for (var n = 0; n < packets; n++)
        {
            _sequence++;
            for (var twin = 0; twin < Twins; twin++)
                await _bed.Log.Append(new VitalsPacket(Id(twin), "watch", _sequence, _bed.Clock.Now, [new VitalSign(Signal.HeartRate, 60 + _sequence % 40, _bed.Clock.Now.AddSeconds(_sequence))]), CancellationToken.None);
        }
        await _bed.KeepReading();
    }

    private static TwinId Id(int twin) => TwinId.Parse("twin-" + twin);
}
