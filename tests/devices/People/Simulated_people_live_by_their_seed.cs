using TwinGrid.Devices.Demo;
using TwinGrid.Devices.People;
using TwinGrid.Devices.Uplink;
using TwinGrid.Devices.Wearables;
using TwinGrid.Vitals;

namespace TwinGrid.Devices.Tests.People;

public sealed class Simulated_people_live_by_their_seed
{
    private static readonly DateOnly Today = new(2026, 3, 1);
    private static readonly DateTimeOffset Midnight = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void the_same_seed_gives_the_same_people_and_packets()
    {
        var (once, again) = (DayOf(7, 1), DayOf(7, 1));
        PacketWriter.Lines(once).ShouldBe(PacketWriter.Lines(again));
    }

    [Fact]
    public void another_seed_gives_other_people()
    {
        var ids = Enumerable.Range(0, 100).Select(i => Person.Draw(7, i, Today).Id).ToHashSet();
        ids.Count.ShouldBe(100);
        ids.ShouldNotContain(Person.Draw(8, 0, Today).Id);
        ids.ShouldAllBe(id => id.Value.Length == 32 && id.Value.All(char.IsAsciiHexDigitLower));
    }

    [Fact]
    public void a_day_streamed_in_pieces_is_the_day_streamed_at_once()
    {
        var whole = DayOf(7, 3);
        var resident = Resident(7, 3);
        var pieces = new List<OutgoingPacket>();
        for (var at = Midnight; at < Midnight.AddDays(1); at += TimeSpan.FromMinutes(7.5))
        {
            var until = at.AddMinutes(7.5);
            pieces.AddRange(resident.Between(at, until < Midnight.AddDays(1) ? until : Midnight.AddDays(1), Density.Live));
        }
        foreach (var device in whole.GroupBy(packet => packet.DeviceId, StringComparer.Ordinal))
            PacketWriter.Lines([.. pieces.Where(packet => packet.DeviceId == device.Key)]).ShouldBe(PacketWriter.Lines([.. device]));
        pieces.Count.ShouldBe(whole.Count);
    }

    [Fact]
    public void sequences_rise_and_thinned_packets_are_some_of_the_live_ones()
    {
        foreach (var number in Enumerable.Range(0, 4))
        {
            var live = DayOf(7, number).GroupBy(packet => packet.DeviceId, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
            foreach (var packets in live.Values)
                packets.Zip(packets.Skip(1)).ShouldAllBe(pair => pair.First.Sequence < pair.Second.Sequence);
            foreach (var thin in Resident(7, number).Between(Midnight, Midnight.AddHours(3), Density.Thinned))
                PacketWriter.Lines([live[thin.DeviceId].Single(packet => packet.Sequence == thin.Sequence)]).ShouldBe(PacketWriter.Lines([thin]));
        }
    }

    [Fact]
    public void night_and_day_can_be_told_apart()
    {
        foreach (var number in Enumerable.Range(0, 10))
        {
            var samples = DayOf(11, number).SelectMany(packet => packet.Samples).ToList();
            Mean(samples, Signal.HeartRate, 1, 5).ShouldBeLessThan(Mean(samples, Signal.HeartRate, 10, 21) - 5);
            if (samples.Exists(sample => Is(sample, Signal.BodyTemperature)))
                Mean(samples, Signal.BodyTemperature, 2, 6).ShouldBeLessThan(Mean(samples, Signal.BodyTemperature, 14, 20) - 0.2);
            samples.Where(sample => Is(sample, Signal.Steps)).ShouldAllBe(sample => sample.ObservedAt.Hour >= 5);
        }
    }

    [Fact]
    public void meals_raise_glucose_and_people_with_diabetes_stay_within_what_bodies_show()
    {
        foreach (var number in Enumerable.Range(0, 40).Where(number => number % 5 is 1 or 3))
        {
            var glucose = DayOf(5, number).SelectMany(packet => packet.Samples).Where(sample => Is(sample, Signal.Glucose)).Select(sample => sample.Value).ToList();
            glucose.Count.ShouldBe(288);
            glucose.Min().ShouldBeGreaterThan(55);
            glucose.Max().ShouldBeLessThan(340);
            (glucose.Max() - glucose.Min()).ShouldBeGreaterThan(25);
        }
    }

    [Fact]
    public void who_lies_well_on_the_ward_scores_no_alarm()
    {
        foreach (var number in Enumerable.Range(0, 100).Where(number => number % 5 is 0 or 2))
        {
            var person = Person.Draw(3, number, Today);
            if (person.RetainsCarbonDioxide) continue;
            var body = new Body(person, new DailyLife(person, TimeSpan.Zero), []);
            for (var at = Midnight; at < Midnight.AddDays(1); at += TimeSpan.FromMinutes(10)) EarlyWarning.Score(body.At(at)).ShouldBeLessThan(3);
        }
    }

    private static double Mean(List<OutgoingSample> samples, Signal signal, int fromHour, int toHour) => samples
        .Where(sample => Is(sample, signal) && sample.ObservedAt.Hour >= fromHour && sample.ObservedAt.Hour < toHour).Average(sample => sample.Value);

    private static bool Is(OutgoingSample sample, Signal signal) => sample.Code == SignalCatalogue.Of(signal).Code;

    private static List<OutgoingPacket> DayOf(long seed, int number) => [.. Resident(seed, number).Between(Midnight, Midnight.AddDays(1), Density.Live)];

    private static Resident Resident(long seed, int number) => new(Person.Draw(seed, number, Today), [], Midnight.AddHours(-10), TimeSpan.Zero);
}
