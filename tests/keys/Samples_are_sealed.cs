using CsCheck;
using TwinGrid.Keys.Sealing;

namespace TwinGrid.Keys.Tests;

public sealed class Samples_are_sealed
{
    private static readonly PatientKey Key = PatientKey.NewRandom();

    [Fact]
    public void a_device_is_sealed_alike_each_time_says_nothing_and_opens_again() => Gen.String[Gen.Char.AlphaNumeric, 0, 80].Select(Gen.Const("é⌚ '")).Sample((text, odd) =>
    {
        var device = text + odd;
        using var seal = new SampleSeal(Key);
        using var again = new SampleSeal(Key);
        using var others = new SampleSeal(PatientKey.NewRandom());
        var stored = seal.Seal(device);
        return SampleSeal.IsSealed(stored) && !SampleSeal.IsSealed(device) && stored == again.Seal(device) && stored != others.Seal(device) && again.Open(stored) == device
            && (device.Length < 4 || !stored.Contains(device, StringComparison.Ordinal));
    });

    [Fact]
    public void no_two_samples_share_a_mask_and_a_sample_keeps_its_own()
    {
        using var seal = new SampleSeal(Key);
        var samples = (from sequence in Enumerable.Range(0, 20) from at in Enumerable.Range(0, 20) from signal in Enumerable.Range(1, 10) select ((long)sequence, (long)at, signal)).ToArray();
        var (one, other, single) = (new ulong[samples.Length], new ulong[samples.Length], new ulong[1]);
        seal.Masks("watch", samples, one);
        seal.Masks("watch-2", samples, other);
        one.Concat(other).Distinct().Count().ShouldBe(2 * samples.Length);
        using var later = new SampleSeal(Key);
        later.Masks("watch", [samples[1234]], single);
        single[0].ShouldBe(one[1234]);
    }

    [Fact]
    public void a_name_too_long_to_be_sealed_is_said() =>
        Should.Throw<Exception>(() =>
        {
            using var seal = new SampleSeal(Key);
            seal.Seal(new string('x', 70_000));
        });
}
