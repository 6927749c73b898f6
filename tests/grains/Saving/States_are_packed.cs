using CsCheck;
using TwinGrid.Forecasts;
using TwinGrid.Grains.Organs;
using TwinGrid.Grains.Organs.Metabolism;
using TwinGrid.Grains.Patients;
using TwinGrid.Grains.Saving;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Vitals;
using static TwinGrid.Grains.Tests.Vitals.Recorded;

namespace TwinGrid.Grains.Tests.Saving;

public sealed class States_are_packed
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

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
}
