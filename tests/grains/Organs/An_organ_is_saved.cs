using CsCheck;
using TwinGrid.Grains.Organs;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Physiology.Trends;
using TwinGrid.Vitals;
using Xunit.Abstractions;
using static TwinGrid.Grains.Tests.Vitals.Recorded;

namespace TwinGrid.Grains.Tests.Organs;

public sealed class An_organ_is_saved(TwinBed bed, ITestOutputHelper output) : IClassFixture<TwinBed>
{
    private const int Most = 4096;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 7, TimeSpan.Zero);

    private static readonly Gen<WaitingSample> Waiting =
        from signal in Gen.OneOfConst(Signal.HeartRate, Signal.SystolicPressure, Signal.OxygenSaturation)
        from value in Gen.OneOf(Gen.Int[0, 300].Select(i => (double)i), Gen.Int[0, 3000].Select(i => i / 10d), Gen.Double)
        from ticks in Gen.OneOf(Gen.Long[0, 1200].Select(s => s * TimeSpan.TicksPerSecond), Gen.Long[0, 12_000_000_000])
        from device in Gen.OneOfConst("monitor-3f9a01", "watch", "")
        from sequence in Gen.Long[0, long.MaxValue]
        from status in Gen.OneOfConst(SampleStatus.Final, SampleStatus.Corrected, SampleStatus.EnteredInError)
        from flags in Gen.OneOfConst(SampleFlags.None, SampleFlags.ProbeDisconnected, SampleFlags.Impossible | SampleFlags.FutureDated)
        select new WaitingSample(new VitalSign(signal, value, Start.AddTicks(ticks), status, flags), device, sequence);

    [Fact]
    public void what_waits_comes_back_as_it_was() => Waiting.Array[0, 60].Sample(samples =>
    {
        var packed = Reloaded(PackedSamples.Of(samples));
        packed.Unpack().ShouldBe(samples);
    }, iter: 300);

    [Fact]
    public void a_trend_comes_back_to_the_bit_in_half_the_bytes()
    {
        var trend = VitalTrend.Start(TrendPrior.HeartRate);
        for (var i = 0; i < 500; i++) trend.Assimilate(Start.AddMinutes(i), 70 + 5 * Math.Sin(i / 9d));
        var saved = trend.Save();
        Reloaded(SavedTrend.Of(saved)).ToModel().Values.ShouldBe(saved.Values);
        Bytes(SavedTrend.Of(saved)).Length.ShouldBeLessThan(5 * saved.Values.Length);
        double[] whole = [1 / 3d, Math.PI, -0d, 5e-324, 1e300];
        Reloaded(SavedTrend.Of(new VitalTrendState("any/1", whole))).ToModel().Values.ShouldBe(whole);
    }

    [Fact]
    public void a_trend_saved_by_the_first_version_is_still_read() =>
        Reloaded(new SavedTrend("vital-trend/1", [1, 2.5, 1 / 3d])).ToModel().Values.ShouldBe([1, 2.5, 1 / 3d]);

    /// <summary>A day in intensive care: rate and three pressures of an arterial line, saturation and breath, by the second; and a watch.</summary>
    [Fact]
    public async Task in_at_most_four_kilobytes()
    {
        var id = TwinId.NewRandom().Value;
        var twin = bed.Twin(id);
        await twin.IsRegistered(new PatientProfile(new DateOnly(1950, 1, 1), Sex.Male, 175, 80, ["hypertension", PatientProfile.HypercapnicRespiratoryFailure], DiabetesType.Type2));
        var packets = Enumerable.Range(0, 24 * 60 * 2).SelectMany(i =>
        {
            var at = Start.AddSeconds(30 * i);
            var wave = Math.Sin(i / 40d) + Math.Sin(i * 1.3);
            return new[]
            {
                Someone.Packet(id, "monitor-3f9a01", at.ToUnixTimeSeconds(), at, new VitalSign(Signal.HeartRate, 80 + Math.Round(4 * wave, 1), at), new VitalSign(Signal.SystolicPressure, 121 + Math.Round(6 * wave, 1), at),
                    new VitalSign(Signal.DiastolicPressure, 68 + Math.Round(3 * wave, 1), at), new VitalSign(Signal.MeanArterialPressure, 86 + Math.Round(4 * wave, 1), at),
                    new VitalSign(Signal.OxygenSaturation, 95 + Math.Round(wave, 1), at), new VitalSign(Signal.RespiratoryRate, 18 + Math.Round(2 * wave, 1), at), new VitalSign(Signal.OxygenFlow, 2, at)),
                Someone.Packet(id, "watch-00f7", i, at.AddSeconds(11), new VitalSign(Signal.HeartRate, 80 + Math.Round(4 * wave), at.AddSeconds(11))),
            };
        }).ToList().Logged();
        bed.Clock.Now = packets[^1].Packet.ReceivedAt;
        await twin.Observe(new RecordDelivery(-1, packets));
        await twin.Glance();
        await twin.Flush(packets[^1].Position.Offset);
        foreach (var organ in new[] { "heart", "lung" })
        {
            var bytes = (await bed.Snapshots.Load(organ, id, CancellationToken.None)).ShouldNotBeNull().State.Length;
            output.WriteLine($"{organ}: {bytes} bytes");
            bytes.ShouldBeLessThanOrEqualTo(Most);
        }
        (await twin.Glance())!.Organs.Single(o => o.Organ == "heart").CalibratedAt.ShouldNotBeNull();
    }
}
