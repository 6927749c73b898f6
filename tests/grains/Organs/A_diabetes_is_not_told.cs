using TwinGrid.Forecasts;
using TwinGrid.Grains.Alerts.Rules;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Organs;

/// <summary>Somebody whose profile names no diabetes shows glucose as only diabetes makes it.</summary>
public sealed class A_diabetes_is_not_told(TwinBed bed) : IClassFixture<TwinBed>
{
    private static readonly TimeSpan FourHours = TimeSpan.FromHours(4);
    private readonly string _id = TwinId.NewRandom().Value;
    private readonly HashSet<string> _raised = new(StringComparer.Ordinal);
    private long _sent;

    private IPatientTwin Twin => bed.Twin(_id);

    [Theory]
    [InlineData(Signal.BloodGlucose, 200), InlineData(Signal.BloodGlucose, 304), InlineData(Signal.Glucose, 250), InlineData(Signal.Glucose, 304), InlineData(Signal.Glucose, 400)]
    public async Task one_reading_tells_that_it_is_high_and_foretells_nothing(Signal signal, double mgPerDl)
    {
        await Twin.IsRegistered(Somebody(DiabetesType.None));
        await Shows(signal, mgPerDl);
        var forecast = await Ahead();
        forecast.Declined.ShouldNotBeNull().ShouldContain("200 mg/dL");
        forecast.Declined.ShouldContain("type of diabetes in the profile");
        forecast.Quantiles.ShouldBeEmpty();
        (await Twin.Flush(_sent)).ShouldBeTrue();
        await bed.PutAllToSleep();
        (await Ahead()).Declined.ShouldBe(forecast.Declined);
        (await Twin.Glance()).ShouldNotBeNull().Latest.ShouldHaveSingleItem().Value.ShouldBe(mgPerDl);
        _raised.ShouldBe(mgPerDl > GlucoseLimit.High ? ["glucose-limit High"] : []);
    }

    [Fact]
    public async Task an_hour_of_it_and_the_hours_after_call_nobody_for_a_low()
    {
        await Twin.IsRegistered(Somebody(DiabetesType.None));
        for (var i = 0; i <= 12; i++) await Shows(Signal.Glucose, 304);
        for (var mgPerDl = 295.0; mgPerDl >= 90; mgPerDl -= 5) await Shows(Signal.Glucose, mgPerDl);
        (await Ahead()).Declined.ShouldNotBeNull("what came down since came down from there");
        _raised.ShouldNotContain("forecast-crossing Low", StringComparer.Ordinal);
        for (var i = 0; i < 72; i++) await Shows(Signal.Glucose, 90);
        (await Ahead()).Declined.ShouldBeNull();
        _raised.ShouldNotContain("forecast-crossing Low", StringComparer.Ordinal);
    }

    [Fact]
    public async Task a_sensor_of_six_hours_is_foretold_by_what_was_learned_of_many()
    {
        await Twin.IsRegistered(Somebody(DiabetesType.None));
        for (var i = 0; i <= 72; i++) await Shows(Signal.Glucose, 304);
        var forecast = await Ahead();
        forecast.Declined.ShouldBeNull();
        forecast.Quantiles[2].ShouldAllBe(value => value > 150);
        await Shows(Signal.Carbohydrate, 80);
        await Shows(Signal.Glucose, 304);
        (await Ahead()).Declined.ShouldNotBeNull("what a meal does is told by the model of a body, and it is not this body's");
        _raised.ShouldNotContain("forecast-crossing Low", StringComparer.Ordinal);
    }

    [Fact]
    public async Task with_its_type_in_the_profile_the_next_reading_is_foretold()
    {
        await Twin.IsRegistered(Somebody(DiabetesType.None));
        await Shows(Signal.Glucose, 304);
        await Twin.Observe(new RecordDelivery(_sent, new[] { new ProfileRecord(TwinId.Parse(_id), bed.Clock.Now, Somebody(DiabetesType.Type2)) }.Logged(++_sent)));
        await Shows(Signal.Glucose, 304);
        (await Ahead()).Quantiles[2].ShouldAllBe(value => value > 180);
    }

    [Theory]
    [InlineData(DiabetesType.Type1, 250), InlineData(DiabetesType.Type1, 304), InlineData(DiabetesType.Type1, 400)]
    [InlineData(DiabetesType.Type2, 250), InlineData(DiabetesType.Type2, 304), InlineData(DiabetesType.Type2, 400)]
    public async Task and_where_it_is_told_one_high_reading_foretells_no_low_without_insulin(DiabetesType type, double mgPerDl)
    {
        await Twin.IsRegistered(Somebody(type));
        await Shows(Signal.BloodGlucose, mgPerDl);
        var forecast = await Ahead();
        forecast.Declined.ShouldBeNull();
        forecast.Quantiles[2].ShouldAllBe(value => value > 150);
        _raised.ShouldBe(mgPerDl > GlucoseLimit.High ? ["glucose-limit High"] : []);
    }

    private static PatientProfile Somebody(DiabetesType type) => new(new DateOnly(1971, 5, 4), Sex.Male, 176, 82, [], type);

    private Task<Forecast> Ahead() => Twin.Forecast(Signal.Glucose, FourHours);

    /// <summary>Five minutes later a reading comes; what is raised by it is noted.</summary>
    private async Task Shows(Signal signal, double mgPerDl)
    {
        bed.Clock.Now += TimeSpan.FromMinutes(5);
        var packet = Someone.Packet(_id, signal == Signal.Glucose ? "cgm" : "by hand", _sent + 1, bed.Clock.Now, new VitalSign(signal, mgPerDl, bed.Clock.Now));
        (await Twin.Observe(new RecordDelivery(_sent, new[] { packet }.Logged(++_sent)))).Gap.ShouldBeFalse();
        foreach (var alert in (await Twin.Glance()).ShouldNotBeNull().OpenAlerts) _raised.Add($"{alert.Rule} {alert.Direction}");
    }
}
