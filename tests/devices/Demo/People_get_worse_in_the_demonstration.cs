using TwinGrid.Devices.Demo;
using TwinGrid.Devices.People;
using TwinGrid.Devices.Tests.People;
using TwinGrid.Devices.Uplink;
using TwinGrid.Devices.Wearables;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Vitals;

namespace TwinGrid.Devices.Tests.Demo;

public sealed class People_get_worse_in_the_demonstration
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    public static TheoryData<long> Seeds => [1, 2, 3, 2026, 99];

    [Theory, MemberData(nameof(Seeds))]
    public void one_in_ten_does_and_every_kind_is_seen(long seed)
    {
        var worse = EpisodePlan.WhoGetsWorse(People(seed)).ToList();
        worse.Count.ShouldBeInRange(5, 6);
        worse.Select(pair => pair.Decline).Distinct().Count().ShouldBe(worse.Count);
        worse.Select(pair => pair.Person.Number).Distinct().Count().ShouldBe(worse.Count);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void sepsis_and_respiratory_failure_reach_a_score_of_7_within_two_minutes_and_not_before(long seed)
    {
        foreach (var (person, episode) in Bouts(seed).Where(bout => bout.Episode.Decline is Decline.Sepsis or Decline.RespiratoryFailure))
        {
            var body = new Body(person, new DailyLife(person, TimeSpan.Zero), [episode]);
            EarlyWarning.Score(body.At(episode.Begins)).ShouldBeLessThan(3);
            for (var minutes = -240; minutes <= -2; minutes++) EarlyWarning.Score(body.At(Start.AddMinutes(minutes))).ShouldBeLessThan(7);
            EarlyWarning.Score(body.At(Start.AddMinutes(2))).ShouldBeGreaterThanOrEqualTo(7);
            EarlyWarning.Score(body.At(Start.AddMinutes(40))).ShouldBeGreaterThanOrEqualTo(7);
            EarlyWarning.Score(body.At(episode.Ends.AddMinutes(1))).ShouldBeLessThan(3);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void glucose_falls_or_climbs_at_the_start_and_crosses_its_limit_soon_after(long seed)
    {
        foreach (var (person, episode) in Bouts(seed).Where(bout => bout.Episode.Decline is Decline.Hypoglycaemia or Decline.MissedBolus))
        {
            var low = episode.Decline == Decline.Hypoglycaemia;
            var resident = new Resident(person, [episode], Start.AddHours(-14), TimeSpan.Zero);
            var glucose = resident.Between(Start.AddHours(-4), Start.AddHours(1.5), Density.Live).SelectMany(packet => packet.Samples)
                .Where(sample => sample.Code == SignalCatalogue.Of(Signal.Glucose).Code).ToList();
            var before = glucose.Where(sample => sample.ObservedAt <= Start.AddMinutes(2)).Select(sample => sample.Value).ToList();
            var after = glucose.Where(sample => sample.ObservedAt > Start.AddMinutes(2)).Select(sample => sample.Value).ToList();
            if (low)
            {
                before.ShouldAllBe(value => value > 70);
                before[^1].ShouldBeLessThan(before[^5] - 8);
                after.Take(14).Min().ShouldBeLessThan(70);
            }
            else
            {
                before.ShouldAllBe(value => value < 250);
                before[^1].ShouldBeGreaterThan(before[^5] + 20);
                after.Max().ShouldBeGreaterThan(250);
            }
            glucose.Min(sample => sample.Value).ShouldBeGreaterThan(38);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void a_glucose_twin_that_follows_them_sees_the_limit_crossed_within_two_minutes_of_the_start(long seed)
    {
        foreach (var (person, episode) in Bouts(seed).Where(bout => bout.Episode.Decline is Decline.Hypoglycaemia or Decline.MissedBolus))
        {
            var samples = new Resident(person, [episode], Start.AddHours(-14), TimeSpan.Zero).Between(Start.AddHours(-4), Start.AddMinutes(2), Density.Live)
                .SelectMany(packet => packet.Samples).OrderBy(sample => sample.ObservedAt).ToList();
            var twin = Follow(person, samples);
            var median = twin.Forecast(TimeSpan.FromHours(4), TimeSpan.FromMinutes(5), [0.5], []).Values[0];
            if (episode.Decline == Decline.Hypoglycaemia) median.Min().ShouldBeLessThan(70);
            else median.Max().ShouldBeGreaterThan(250);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void a_heart_races_for_ten_minutes_and_passes_110(long seed)
    {
        foreach (var (person, episode) in Bouts(seed).Where(bout => bout.Episode.Decline == Decline.RacingHeart))
        {
            var body = new Body(person, new DailyLife(person, TimeSpan.Zero), [episode]);
            body.At(Start.AddMinutes(-11)).HeartRate.ShouldBeLessThan(91);
            var (then, now) = (body.At(Start.AddMinutes(-8)).HeartRate, body.At(Start.AddMinutes(2)).HeartRate);
            ((now - then) / 10).ShouldBeGreaterThan(4);
            now.ShouldBeGreaterThan(110);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void a_watch_has_been_silent_for_a_quarter_of_an_hour_within_two_minutes(long seed)
    {
        var (person, episode) = Bouts(seed).Single(bout => bout.Episode.Decline == Decline.SilentDevice);
        var resident = new Resident(person, [episode], Start.AddHours(-14), TimeSpan.Zero);
        var watch = resident.Between(Start.AddHours(-1), Start.AddHours(2), Density.Live).Where(packet => packet.DeviceId.StartsWith("watch", StringComparison.Ordinal)).ToList();
        var last = watch.Last(packet => packet.Samples[0].ObservedAt < Start).Samples[0].ObservedAt;
        (last + TimeSpan.FromMinutes(15)).ShouldBeInRange(Start.AddMinutes(-1), Start.AddMinutes(2));
        watch.ShouldContain(packet => packet.Samples[0].ObservedAt > episode.Ends);
    }

    /// <summary>The model the grid follows patients with, told what the devices told.</summary>
    private static GlucoseTwin Follow(Person person, List<OutgoingSample> samples)
    {
        var readings = samples.Where(sample => sample.Code == SignalCatalogue.Of(Signal.Glucose).Code).ToList();
        var twin = GlucoseTwin.Start(new MetabolismPatient(MetabolismKind.Type1, person.Profile.WeightKg, person.Profile.AgeYears(Start)), readings[0].ObservedAt, readings[0].Value);
        var events = samples.Select(EventOf).OfType<MetabolicEvent>().ToList();
        foreach (var reading in readings.Skip(1))
        {
            var since = twin.At;
            twin.Advance(reading.ObservedAt, [.. events.Where(happened => happened.At >= since && happened.At < reading.ObservedAt)]);
            twin.Assimilate(reading.Value);
        }
        return twin;
    }

    private static MetabolicEvent? EventOf(OutgoingSample sample) => SignalCatalogue.Find(sample.Code)!.Signal switch
    {
        Signal.Carbohydrate => new MetabolicEvent(sample.ObservedAt, MetabolicEventKind.CarbohydrateG, sample.Value, TimeSpan.Zero),
        Signal.InsulinBolus => new MetabolicEvent(sample.ObservedAt, MetabolicEventKind.InsulinBolusIU, sample.Value, TimeSpan.Zero),
        Signal.InsulinBasalRate => new MetabolicEvent(sample.ObservedAt, MetabolicEventKind.InsulinBasalRateIUPerH, sample.Value, TimeSpan.Zero),
        _ => null,
    };

    private static Person[] People(long seed) =>
        [.. Enumerable.Range(0, 50).Select(number => Person.Draw(seed, number, DateOnly.FromDateTime(Start.UtcDateTime)))];

    private static IEnumerable<(Person Person, Episode Episode)> Bouts(long seed)
    {
        var people = People(seed);
        return EpisodePlan.AtStart(people, [], Start).Select(bout => (people[bout.Person], bout.AsEpisode()));
    }
}
