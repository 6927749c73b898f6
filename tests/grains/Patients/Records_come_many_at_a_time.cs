using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Patients;

/// <summary>Of a reader that is behind: the breath fails meanwhile, so that the twin looks ahead and calls in the middle of what it is given.</summary>
public sealed class Records_come_many_at_a_time
{
    private const int Minutes = 75;

    private readonly TwinId _id = TwinId.NewRandom();

    [Theory]
    [InlineData(7)]
    [InlineData(Minutes + 2)]
    public async Task the_twin_is_the_one_that_was_given_them_one_by_one(int atATime)
    {
        var one = await After(1);
        one.Alerts.ShouldContain("forecast-crossing");
        (await After(atATime)).ShouldBe(one);
    }

    [Theory]
    [InlineData("lung")]
    [InlineData("heart")]
    public async Task an_organ_that_lost_what_it_had_is_given_it_again_and_nothing_is_counted_twice(string organ)
    {
        await using var bed = await Bed.Start();
        var (twin, records) = (bed.Grid.Twin(_id.Value), Records(bed.Grid.Clock.Now));
        (await twin.Observe(new RecordDelivery(-1, [.. records.Take(40)]))).Gap.ShouldBeFalse();
        bed.Grid.Snapshots.SaveBehindTheBack(organ, _id.Value); // it cannot save on its way to sleep
        await bed.Grid.PutAllToSleep();

        (await twin.Observe(new RecordDelivery(records[39].Position.Offset, [.. records.Skip(40)]))).Gap.ShouldBeTrue();
        (await twin.Observe(new RecordDelivery(-1, records))).Gap.ShouldBeFalse();
        (await State(twin)).ShouldBe(await After(1));
    }

    private async Task<(string Hash, string Alerts)> After(int atATime)
    {
        await using var bed = await Bed.Start();
        var (twin, since) = (bed.Grid.Twin(_id.Value), -1L);
        foreach (var some in Records(bed.Grid.Clock.Now).Chunk(atATime))
        {
            (await twin.Observe(new RecordDelivery(since, some))).Gap.ShouldBeFalse();
            since = some[^1].Position.Offset;
        }
        return await State(twin);
    }

    private static async Task<(string Hash, string Alerts)> State(IPatientTwin twin) =>
        (await twin.StateHash(), string.Join(' ', (await twin.Glance()).ShouldNotBeNull().OpenAlerts.Select(alert => alert.Id + alert.Rule).Order(StringComparer.Ordinal)));

    /// <summary>A packet a minute; in between the profile changes, and time alone gives occasion to judge.</summary>
    private List<LoggedRecord> Records(DateTimeOffset now)
    {
        var records = new List<ITwinRecord> { new ProfileRecord(_id, now.AddMinutes(-Minutes), Someone.WithType1) };
        for (var minute = 0; minute < Minutes; minute++)
        {
            var at = now.AddMinutes(minute + 1 - Minutes);
            records.Add(Someone.Packet(
                _id.Value, "monitor", minute, at, new VitalSign(Signal.OxygenSaturation, Math.Min(97, 101 - .12 * minute), at), new VitalSign(Signal.RespiratoryRate, 15 + minute % 3, at),
                new VitalSign(Signal.HeartRate, 70 + minute % 5, at), new VitalSign(Signal.SystolicPressure, 120 - minute % 7, at)));
            if (minute == 30) records.Add(new ProfileRecord(_id, at, Someone.WithType1 with { WeightKg = 64 }));
            if (minute == 50) records.Add(new ClockRecord(_id, at));
        }
        return records.Logged();
    }

    private sealed class Bed : IAsyncDisposable
    {
        public TwinBed Grid { get; } = new();

        public static async Task<Bed> Start()
        {
            var bed = new Bed();
            await bed.Grid.InitializeAsync();
            return bed;
        }

        public async ValueTask DisposeAsync() => await Grid.DisposeAsync();
    }
}
