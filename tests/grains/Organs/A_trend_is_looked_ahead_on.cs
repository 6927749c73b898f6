using CsCheck;
using TwinGrid.Grains.Organs;
using TwinGrid.Physiology.Trends;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Organs;

public sealed class A_trend_is_looked_ahead_on
{
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(15), Bucket = TimeSpan.FromSeconds(30);

    private static readonly DateTimeOffset Morning = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<Signal, TrendPrior> Priors = new()
    {
        [Signal.OxygenSaturation] = TrendPrior.OxygenSaturation,
        [Signal.RespiratoryRate] = TrendPrior.RespiratoryRate,
    };

    /// <summary>How each minute goes: how late the saturation comes, of which devices, whether nothing comes or it is taken back, and as of when somebody looks.</summary>
    private static readonly Gen<(int Late, int Of, int Kind, int Look, double Value)[]> Minutes =
        Gen.Select(Gen.Frequency((5, Gen.Const(0)), (1, Gen.Int[0, 25])), Gen.Int[0, 8], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Double[85, 99]).Array[10, 90];

    [Fact]
    public void and_what_is_kept_of_the_last_look_changes_no_bit() => Minutes.Sample(minutes =>
    {
        var (window, consumed, room, ahead, ripe) = (new SampleWindow(), new TrendSet(Priors), new TrendSet(Priors), new TrendAhead(Signal.OxygenSaturation), new List<WaitingSample>());
        for (var minute = 0; minute < minutes.Length; minute++)
        {
            var (late, of, kind, look, value) = minutes[minute];
            var now = Morning.AddMinutes(minute);
            if (kind > 1)
                foreach (var (signal, device) in Sent(of))
                    window.Add(new WaitingSample(new VitalSign(signal, value, signal == Signal.OxygenSaturation ? now.AddMinutes(-late) : now, kind == 2 ? SampleStatus.EnteredInError : SampleStatus.Final), device, minute), Bucket);
            ripe.Clear();
            window.TakeRipe(Lateness, ripe);
            foreach (var sample in ripe)
            {
                ahead.Consumed(sample);
                consumed.Follow(sample.Sign);
            }
            if (look == 0) continue;
            var asOf = look == 1 ? now.AddMinutes(-2) : now;
            Bits(ahead.At(asOf, window, consumed, room)).ShouldBe(Bits(Anew(asOf, window, consumed)));
        }
    }, iter: 200);

    private static IEnumerable<(Signal Signal, string Device)> Sent(int of)
    {
        if (of != 1) yield return (Signal.RespiratoryRate, "monitor");
        if (of != 2) yield return (Signal.OxygenSaturation, "monitor");
        if (of == 3) yield return (Signal.OxygenSaturation, "clip");
        if (of == 4) yield return (Signal.OxygenSaturation, "watch");
    }

    private static TrendSet Anew(DateTimeOffset asOf, SampleWindow window, TrendSet consumed)
    {
        var trends = consumed.Copy(Signal.OxygenSaturation);
        foreach (var (sign, _, _) in window.Waiting)
            if (sign.Signal == Signal.OxygenSaturation && sign.ObservedAt <= asOf) trends.Follow(sign);
        return trends;
    }

    private static double[] Bits(TrendSet trends) => trends[Signal.OxygenSaturation]?.Save().Values ?? [];
}
