using TwinGrid.Forecasts;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Patients;

/// <summary>Packets go to the organs together; whoever asks is answered as of the last one all the same.</summary>
public sealed class Somebody_asks_between_packets : IAsyncLifetime
{
    private readonly TwinBed _bed = new();
    private readonly string _id = TwinId.NewRandom().Value;
    private int _sequence;
    private int _messages;

    private IPatientTwin Twin => _bed.Twin(_id);

    public async Task InitializeAsync()
    {
        await _bed.InitializeAsync();
        _bed.Witness = call =>
        {
            if (call.TargetId.Type.ToString() == "heart" && call.MethodName == "Observe") _messages++;
            return call.Invoke();
        };
        await Twin.IsRegistered(Someone.WithType1);
        for (var i = 0; i < 12; i++) await Packet(); // awake, and its heart has something to go on
        await Twin.StateHash();
        _messages = 0;
    }

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task a_forecast_goes_on_from_the_last_packet()
    {
        await Packets(3);
        (await Twin.Forecast(Signal.HeartRate, TimeSpan.FromHours(1))).DataAge.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task what_if_does_too()
    {
        await Packets(3);
        (await Twin.Imagine(new Scenario(Signal.HeartRate, TimeSpan.FromHours(1), []))).Baseline.DataAge.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task the_course_reaches_to_it()
    {
        var before = await Course(_bed.Clock.Now);
        await Packets(3, minutesApart: 20);
        (await Course(_bed.Clock.Now) - before).ShouldBeGreaterThan(TimeSpan.FromMinutes(30));

        async Task<DateTimeOffset> Course(DateTimeOffset to)
        {
            var course = await Twin.Course(Signal.HeartRate, to.AddHours(-2), to);
            return course.Start + course.Step * course.Values.Length;
        }
    }

    [Fact]
    public async Task what_is_saved_is_all_of_it()
    {
        await Packets(3);
        var hash = await Twin.StateHash();
        await Packets(3);
        (await Twin.Flush(_sequence)).ShouldBeTrue();
        await _bed.PutAllToSleep();
        (await Twin.Forecast(Signal.HeartRate, TimeSpan.FromHours(1))).DataAge.ShouldBe(TimeSpan.Zero);
        (await Twin.StateHash()).ShouldNotBe(hash, StringComparer.Ordinal);
    }

    [Fact]
    public async Task unasked_they_cost_the_organ_few_messages()
    {
        await Packets(32);
        _messages.ShouldBeInRange(3, 5);
    }

    private async Task Packets(int count, int minutesApart = 1)
    {
        for (var i = 0; i < count; i++) await Packet(minutesApart);
    }

    private async Task Packet(int minutesApart = 1)
    {
        _bed.Clock.Now += TimeSpan.FromMinutes(minutesApart);
        var packet = Someone.Packet(_id, "monitor", ++_sequence, _bed.Clock.Now, new VitalSign(Signal.HeartRate, 70 + _sequence % 3, _bed.Clock.Now));
        (await Twin.Observe(new RecordDelivery(_sequence - 1, new[] { packet }.Logged(_sequence)))).Gap.ShouldBeFalse();
    }
}
