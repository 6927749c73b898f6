using CsCheck;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Patients;

public sealed class Samples_come_late_repeated_reordered_future_dated_and_corrected(TwinBed bed) : IClassFixture<TwinBed>
{
    /// <summary>Later than this, less than the lateness window, and nothing is lost to the model.</summary>
    private const int LatestMinutes = 14;

    private static readonly Gen<Arrival[]> Arrivals =
        from minutes in Gen.Int[20, 90]
        from arrivals in Gen.Select(Gen.Int[0, 999_999], Gen.Int[0, LatestMinutes * 60], Gen.Int[0, 3], Gen.Int[0, 19]).Array[minutes]
        select arrivals.SelectMany((draw, minute) => ArrivalsOf(minute, draw.Item1, draw.Item2, draw.Item3, draw.Item4)).ToArray();

    [Fact]
    public Task the_twin_ends_in_the_state_of_the_run_in_order() => Arrivals.SampleAsync(async arrivals =>
    {
        var inOrder = arrivals.DistinctBy(arrival => (arrival.Device, arrival.Sequence)).OrderBy(arrival => arrival.Sign.ObservedAt).ThenBy(arrival => arrival.Sequence);
        var asItCame = arrivals.OrderBy(arrival => arrival.Sign.ObservedAt + arrival.Delay).ThenBy(arrival => arrival.Delay);
        (await HashAfter(asItCame, batch: 7)).ShouldBe(await HashAfter(inOrder, batch: 1));
    }, iter: 15);

    [Fact]
    public async Task sleeping_and_waking_in_between_changes_nothing()
    {
        var arrivals = Arrivals.Single().OrderBy(arrival => arrival.Sign.ObservedAt).ThenBy(arrival => arrival.Sequence).ToList();
        var awake = await HashAfter(arrivals, batch: 5);
        (await HashAfter(arrivals, batch: 5, between: bed.PutAllToSleep)).ShouldBe(awake);
    }

    private async Task<string> HashAfter(IEnumerable<Arrival> arrivals, int batch, Func<Task>? between = null)
    {
        var id = TwinId.NewRandom().Value;
        var twin = bed.Twin(id);
        await twin.IsRegistered(Someone.WithType1);
        var since = -1L;
        foreach (var chunk in arrivals.Select(arrival => Someone.Packet(id, arrival.Device, arrival.Sequence, bed.Clock.Now, arrival.Sign)).Logged().Chunk(batch))
        {
            (await twin.Observe(new RecordDelivery(since, chunk))).Gap.ShouldBeFalse();
            since = chunk[^1].Position.Offset;
            if (between is null) continue;
            (await twin.Flush(since)).ShouldBeTrue();
            since = -1;
            await between();
        }
        return await twin.StateHash();
    }

    /// <summary>One minute of a patient: a sample, perhaps late, perhaps twice, perhaps corrected, taken back or future-dated.</summary>
    private static IEnumerable<Arrival> ArrivalsOf(int minute, int draw, int delaySeconds, int repeats, int fate)
    {
        var at = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero).AddMinutes(minute).AddSeconds(draw % 59);
        var (signal, value) = (draw % 7) switch
        {
            0 or 1 => (Signal.Glucose, 80.0 + (draw % 90)),
            2 or 3 => (Signal.HeartRate, 55.0 + (draw % 60)),
            4 => (Signal.SystolicPressure, 100.0 + (draw % 60)),
            5 => (Signal.Carbohydrate, 5.0 + (draw % 40)),
            _ => (Signal.InsulinBolus, (draw % 40) / 10.0),
        };
        var device = $"device-{draw % 2}";
        var delay = TimeSpan.FromSeconds(delaySeconds);
        var sign = new VitalSign(signal, value, at, Flags: fate == 0 ? SampleFlags.Impossible : SampleFlags.None);
        if (fate == 1) sign = sign with { ObservedAt = at.AddHours(5), Flags = SampleFlags.FutureDated };
        var first = new Arrival(device, minute * 10, sign, fate == 1 ? delay - TimeSpan.FromHours(5) : delay);
        for (var i = 0; i <= repeats; i++) yield return first with { Delay = first.Delay * (i + 1) / (repeats + 1) };
        if (fate is 2 or 3)
            yield return new Arrival(device, (minute * 10) + 1, sign with { Value = sign.Value + 7, Status = SampleStatus.Corrected }, TimeSpan.FromSeconds(LatestMinutes * 60 - delaySeconds));
        if (fate == 4)
            yield return new Arrival(device, (minute * 10) + 2, sign with { Status = SampleStatus.EnteredInError }, TimeSpan.FromSeconds(delaySeconds / 2));
    }

    private sealed record Arrival(string Device, long Sequence, VitalSign Sign, TimeSpan Delay);
}
