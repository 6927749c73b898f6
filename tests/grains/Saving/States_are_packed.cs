using CsCheck;
using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Organs;
using TwinGrid.Grains.Organs.Metabolism;
using TwinGrid.Grains.Patients;
using TwinGrid.Grains.Rebuilding;
using TwinGrid.Grains.Saving;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Vitals;
using static TwinGrid.Grains.Tests.Vitals.Recorded;

namespace TwinGrid.Grains.Tests.Saving;

public sealed class States_are_packed
{
    private static readonly Gen<double> AnyNumber = Gen.OneOf(Gen.Const(0d), Gen.Const(-0d), Gen.Int[-1000, 1000].Select(i => (double)i), Gen.Single.Select(single => (double)single), Gen.Double);

    [Fact]
    public void numbers_come_back_to_the_bit() => AnyNumber.Array[0, 60].Sample(
        numbers => PackedNumbers.Read(PackedNumbers.Of(numbers)).Select(BitConverter.DoubleToInt64Bits).ShouldBe(numbers.Select(BitConverter.DoubleToInt64Bits)), iter: 500);

    [Fact]
    public void a_course_with_gaps_comes_back_as_it_was_and_goes_on() => Gen.Select(Gen.Int[0, 400], Gen.OneOf(Gen.Int[30, 400].Select(i => (double)i), Gen.Double[30, 400])).Array[0, 120].Sample(notes =>
    {
        var (packed, untouched) = (new CourseRing(TimeSpan.FromMinutes(5)), new CourseRing(TimeSpan.FromMinutes(5)));
        foreach (var (minute, value) in notes.OrderBy(note => note.Item1))
        {
            packed.Note(Noon.AddMinutes(5 * minute), value).ShouldBe(untouched.Note(Noon.AddMinutes(5 * minute), value));
            packed.Pack();
            packed = Reloaded(packed);
        }
        packed.Between(Noon, Noon.AddDays(3)).Values.ShouldBe(untouched.Between(Noon, Noon.AddDays(3)).Values);
        packed.Newest.ShouldBe(untouched.Newest);
    }, iter: 100);

    [Fact]
    public void a_day_of_whole_readings_takes_little_more_than_a_byte_each()
    {
        var ring = new CourseRing(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 288; i++) ring.Note(Noon.AddMinutes(5 * i), Math.Round(130 + 60 * Math.Sin(i / 20d)));
        ring.Pack();
        Bytes(ring).Length.ShouldBeLessThan(288 + 60);
    }

    [Fact]
    public void a_thinned_forecast_comes_back_as_it_was()
    {
        var forecasts = new List<Forecast>
        {
            ForecastSummary.Thin(new Forecast(Signal.Glucose, Noon, Noon.AddMinutes(5), Forecast.StandardStep, [.. Forecast.StandardLevels],
                [.. Enumerable.Range(0, 5).Select(level => Enumerable.Range(0, 48).Select(i => 100 + 10 * level + 40 * Math.Sin(i / 7d)).ToArray())], "uva-padova/1 + own", TimeSpan.FromSeconds(90), null)),
            Forecast.Decline(Signal.OxygenSaturation, Noon, "none", null, "Nothing of this signal has been observed yet."),
        };
        var state = new TwinState { Forecasts = forecasts };
        state.Pack();
        var again = Reloaded(state).Forecasts;
        again.Count.ShouldBe(2);
        for (var i = 0; i < 2; i++)
        {
            again[i].Quantiles.ShouldBe(forecasts[i].Quantiles);
            (again[i] with { Quantiles = [], Levels = [] }).ToString().ShouldBe((forecasts[i] with { Quantiles = [], Levels = [] }).ToString());
            again[i].Levels.ShouldBe(forecasts[i].Levels);
        }
        Bytes(state).Length.ShouldBeLessThan(500);
    }

    [Fact]
    public void what_nights_found_of_a_person_is_kept_in_single_precision()
    {
        var person = (A: new PersonalBelief([.1, -.2], [.04, .01, .01, .09]), At: Noon);
        var saved = Reloaded(SavedPerson.Of("any/1", person.At, person.A));
        var population = new PersonalParameter[] { new("a", 1, 1, TimeSpan.FromDays(14), "1"), new("b", 1, 1, TimeSpan.FromDays(14), "1") };
        var (now, then) = (saved.After(Noon, population), person.A.After(TimeSpan.Zero, population));
        for (var i = 0; i < 2; i++) now.Logs[i].ShouldBe(then.Logs[i], 1e-7);
        for (var i = 0; i < 4; i++) now.Covariance[i].ShouldBe(then.Covariance[i], 1e-7);
    }

    [Fact]
    public void what_is_compared_is_the_same_whether_it_was_packed_or_not()
    {
        var (awake, rested) = (Lived(restsEachMinute: false), Lived(restsEachMinute: true));
        Canonical(rested).ShouldBe(Canonical(awake));
        Canonical(Rested(rested)).ShouldBe(Canonical(awake));
        Canonical(awake).ShouldContain("sentence-of-a-nurse");
    }

    private static string Canonical((TwinState Twin, MetabolismState Organ) all) => Canonical(all.Twin, all.Organ);

    private static string Canonical(TwinState twin, MetabolismState organ) =>
        CanonicalForm.Of(twin.Devices) + CanonicalForm.Of(twin.Alerts) + CanonicalForm.Of(twin.Latest) + CanonicalForm.Of(organ, nameof(OrganState.AppliedTo));

    private static (TwinState Twin, MetabolismState Organ) Rested((TwinState Twin, MetabolismState Organ) all)
    {
        all.Twin.Pack();
        all.Organ.Pack();
        return (Reloaded(all.Twin), Reloaded(all.Organ));
    }

    /// <summary>An hour of low glucose, of which one alert is settled by hand.</summary>
    private static (TwinState Twin, MetabolismState Organ) Lived(bool restsEachMinute)
    {
        var all = (Twin: new TwinState(), Organ: new MetabolismState());
        for (var minute = 0; minute < 60; minute++)
        {
            var packet = Packet("cgm", minute, Of(Signal.Glucose, 60 + minute / 10, minute));
            all.Twin.Latest.Add(packet.Samples[0], "cgm", minute);
            all.Twin.Devices.Hear(packet);
            all.Twin.Alerts.Judge(new TwinCircumstances(Somebody, all.Twin.Profile, all.Twin.Latest, all.Twin.Devices, []), packet.ReceivedAt);
            if (minute == 30) all.Twin.Alerts.Handle(new AlertCommand(all.Twin.Alerts.Open[0].Id, AlertAction.Resolve, "nurse-1", null, "sentence-of-a-nurse"), packet.ReceivedAt).Refused.ShouldBeNull();
            all.Organ.Window.Add(new WaitingSample(packet.Samples[0], "cgm", minute), TimeSpan.Zero);
            all.Organ.Measured.Note(packet.ReceivedAt, 60 + minute);
            if (restsEachMinute) all = Rested(all);
        }
        return all;
    }
}
