using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Records;
using TwinGrid.Vitals;
using Xunit.Abstractions;

namespace TwinGrid.Grains.Tests.Organs;

/// <summary>A virtual patient with type 1 diabetes wears a sensor and a pump for a day; her last meal is not told.</summary>
public sealed class A_metabolism_learns_at_night(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly DateTimeOffset Night = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Start = Night.AddDays(-1);
    private const string Sensor = "continuous-glucose-7f3a29";
    private readonly TwinBed _bed = new();
    private long _offset = 1_000_000; // of nights, behind all that is heard

    public Task InitializeAsync() => _bed.InitializeAsync();

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task once_and_it_lasts()
    {
        var organ = await LivedThroughADay("p1", late: false);
        var before = await organ.Glance();
        await Learns(organ, Night);
        var learned = await organ.Glance();
        learned.LearnedNight.ShouldBe(Night);
        Spread(learned, "insulin sensitivity of the liver").ShouldBeLessThan(0.8 * Spread(before, "insulin sensitivity of the liver"));
        learned.Estimates.Single(estimate => estimate.Name == "insulin sensitivity").IsIdentified.ShouldBeTrue();

        var reads = _bed.History.Reads;
        var hash = await organ.StateHash();
        await Learns(organ, Night);
        await _bed.PutAllToSleep();
        await Learns(organ, Night);
        _bed.History.Reads.ShouldBe(reads);
        (await organ.StateHash()).ShouldBe(hash);
    }

    [Fact]
    public async Task also_from_what_came_too_late_for_the_day()
    {
        var inTime = await LivedThroughADay("p1", late: false);
        var late = await LivedThroughADay("p2", late: true);
        (await late.StateHash()).Equals(await inTime.StateHash(), StringComparison.Ordinal).ShouldBeFalse();
        await Learns(inTime, Night);
        await Learns(late, Night);
        foreach (var (one, other) in (await inTime.Glance()).Estimates.Zip((await late.Glance()).Estimates))
            other.Value.ShouldBe(one.Value, 0.03 * one.Value + 0.3 * one.StandardDeviation, $"{one.Name}: both looked back on the same day");
    }

    [Fact]
    public async Task the_untold_meal_is_on_the_glance_and_its_course_follows_the_sensor()
    {
        var organ = await LivedThroughADay("p1", late: false);
        var meal = (await organ.Glance()).Findings.ShouldNotBeNull().ShouldHaveSingleItem();
        meal.What.ShouldBe(OrganFinding.UntoldMeal);
        meal.At.ShouldBe(Start.AddMinutes(1320), TimeSpan.FromMinutes(30));
        meal.Amount.ShouldBeInRange(20, 120);
        var course = await organ.Course(Signal.Glucose, Night.AddHours(-6), Night);
        course.Step.ShouldBe(TimeSpan.FromMinutes(10));
        course.Values.Length.ShouldBeInRange(35, 37);
        course.Values.ShouldAllBe(value => value > 40 && value < 400);
    }

    [Fact]
    public async Task its_forecast_joins_what_was_learned_and_begins_when_it_is_asked()
    {
        var organ = await LivedThroughADay("p1", late: false);
        var asked = Night.AddMinutes(-1); // the newest glucose is four minutes old
        var forecast = await organ.Forecast(Signal.Glucose, TimeSpan.FromHours(4), asked);
        forecast.Declined.ShouldBeNull();
        forecast.ModelVersion.ShouldBe("uva-padova-s2008/1+glucose-type1/1");
        forecast.Start.ShouldBe(asked.AddMinutes(5));
        forecast.Quantiles.ShouldAllBe(course => course.Length == 48);
        await _bed.PutAllToSleep();
        (await organ.Forecast(Signal.Glucose, TimeSpan.FromHours(4), asked)).Quantiles.ShouldBe(forecast.Quantiles);
        (await organ.Forecast(Signal.Glucose, TimeSpan.FromHours(24), asked)).Quantiles.ShouldAllBe(course => course.Length == 288);
    }

    [Theory]
    [InlineData(MetabolismKind.Type1)]
    [InlineData(MetabolismKind.Type2)]
    [InlineData(MetabolismKind.Healthy)]
    public async Task and_all_it_keeps_fits_into_four_kilobytes(MetabolismKind kind)
    {
        const string Id = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
        var organ = await LivedThroughADay(Id, late: false, kind);
        await Learns(organ, Night);
        var size = _bed.Snapshots.SizeOf(OrganCatalogue.Metabolism, Id);
        output.WriteLine($"{kind}: {size} bytes");
        size.ShouldBeLessThanOrEqualTo(4096);
    }

    private async Task Learns(IOrgan organ, DateTimeOffset night)
    {
        var record = new NightRecord(TwinId.Parse(organ.GetPrimaryKeyString()), night, night);
        (await organ.Observe(new RecordDelivery(-1, new[] { record }.Logged(from: ++_offset)))).ShouldBeTrue();
        (await organ.Flush(_offset)).ShouldBeTrue();
    }

    private async Task<IOrgan> LivedThroughADay(string id, bool late, MetabolismKind kind = MetabolismKind.Type1)
    {
        var person = VirtualEater.Draw(kind, 40, new CounterNoise(17));
        var told = new Dictionary<int, double> { [300] = 45, [600] = 70, [960] = 80 };
        var boluses = kind == MetabolismKind.Type1 ? told.ToDictionary(meal => meal.Key, meal => meal.Value / person.GPerIU) : [];
        var course = person.Live(new() { DurationMin = 1435, MealsG = new Dictionary<int, double>(told) { [1320] = 75 }, BolusU = boluses });
        var shown = (ContinuousSensor.Guardian with { Lambda = 4, Xi = -1.4 }).Read([.. course.Select(sample => sample.SensorGlucose)], new CounterNoise(5));
        VitalsPacket[] packets =
        [
            Packet(0, "pump", new VitalSign(Signal.InsulinBasalRate, person.BasalIUPerH, Start)),
            .. shown.Select((value, i) => Packet(5 * i, Sensor, new VitalSign(Signal.Glucose, value, Start.AddMinutes(5 * i)))),
            .. told.Select(meal => Packet(meal.Key, "diary", new VitalSign(Signal.Carbohydrate, meal.Value, Start.AddMinutes(meal.Key)))),
            .. boluses.Select(bolus => Packet(bolus.Key, "pump", new VitalSign(Signal.InsulinBolus, bolus.Value, Start.AddMinutes(bolus.Key)))),
        ];
        var logged = packets.OrderBy(packet => packet.Samples[0].ObservedAt).Where(packet => !late || !IsHeldBack(packet))
            .Concat(packets.Where(packet => late && IsHeldBack(packet))).Logged();
        await _bed.History.Write([.. logged.Select(record => record with { Position = new LogPosition(late ? 1 : 0, record.Position.Offset) })], CancellationToken.None);
        var organ = _bed.Grains.GetGrain<IOrgan>(GrainId.Create(OrganCatalogue.Metabolism, id));
        await organ.Adopt(Someone.WithType1 with { WeightKg = person.Patient.WeightKg, DiabetesType = DiabetesOf(kind) }, profiledAt: 0);
        var inTime = logged.Count - (late ? packets.Count(IsHeldBack) : 0);
        (await organ.Observe(new RecordDelivery(-1, logged[..inTime]))).ShouldBeTrue();
        (await organ.Observe(new RecordDelivery(inTime, logged[inTime..]))).ShouldBeTrue();
        (await organ.Flush(logged[^1].Position.Offset)).ShouldBeTrue();
        return organ;

        VitalsPacket Packet(int minute, string device, VitalSign sign) => Someone.Packet(id, device, minute + 1, sign.ObservedAt, sign);
    }

    private static DiabetesType DiabetesOf(MetabolismKind kind) => kind switch
    {
        MetabolismKind.Type1 => DiabetesType.Type1,
        MetabolismKind.Type2 => DiabetesType.Type2,
        _ => DiabetesType.None,
    };

    /// <summary>A telephone without network: five hours of sensor and diary come when all is over.</summary>
    private static bool IsHeldBack(VitalsPacket packet) => packet.DeviceId is Sensor or "diary" && packet.Samples[0].ObservedAt > Start.AddHours(8) && packet.Samples[0].ObservedAt < Start.AddHours(13);

    private static double Spread(OrganGlance glance, string parameter)
    {
        var estimate = glance.Estimates.Single(estimate => estimate.Name == parameter);
        return estimate.StandardDeviation / estimate.Value;
    }
}
