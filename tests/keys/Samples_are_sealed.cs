using System.Security.Cryptography;
using System.Text;
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

    /// <summary>What the first version that sealed made of some: what is stored must open for ever.</summary>
    [Theory]
    [InlineData("", "AUo5bFpEN1VvKzRFPQ==", 0x502007e3d1d326f0, 0xf6f91267223c86de)]
    [InlineData("monitor", "AVJPK3R2UUZGRXR1Vm1xelQ2TkRO", 0x61d74f3379a04182, 0x4685c8117beaf07a)]
    [InlineData("fourteen-bytes", "AUVTbzlib1cxaGZ5clIrR3ZjVlkxTVgyMUQyZ2NUQT09", 0x49a3305b6aad3408, 0x3cd1cc18497adc6b)]
    [InlineData("fifteen-bytes--", "ATdXM1JPSGV0TXNhait1ZnhJTGQwZGFPeHBWdmExbEU9", 0x23b2658e1e24efe3, 0x2f53de0688948977)]
    [InlineData("心電図モニター 3号棟 ベッド12", "AWR6Z29obHJwMGxWL3RPL3pFOUlUQ3N0T2d1NXBaWmM0ZUdlRXAySFFoUVVLTXBud0xhMUdRdXlLM3kxQjNLNzM0QT09", 0x02391c569bfc0937, 0xeb055bf9d19a7e33)]
    public void as_they_always_were(string device, string stored, ulong first, ulong second)
    {
        using var seal = new SampleSeal(PatientKey.From([.. Enumerable.Range(0, PatientKey.Length).Select(i => (byte)((i * 7) + 1))]));
        Convert.ToBase64String(Encoding.UTF8.GetBytes(seal.Seal(device))).ShouldBe(stored);
        var masks = new ulong[2];
        seal.Masks(device, [(0, 0, 0), (123_456_789_012, 1_767_225_600_000_000, 7)], masks);
        masks.ShouldBe([first, second]);
    }

    [Fact]
    public void on_a_processor_that_knows_AES_and_on_one_that_does_not_alike() => Gen.Byte.Array[16].Select(Gen.Byte.Array[16].Array[0, 40]).Sample((key, blocks) =>
    {
        byte[] known = [.. blocks.SelectMany(block => block)], unknown = [.. known], standard = [.. known];
        using (var cipher = new BlockCipher(key, onProcessor: true)) cipher.Encrypt(known);
        using (var cipher = new BlockCipher(key, onProcessor: false)) cipher.Encrypt(unknown);
        using var aes = Aes.Create();
        aes.Key = key;
        return known.AsSpan().SequenceEqual(unknown) && known.AsSpan().SequenceEqual(aes.EncryptEcb(standard, PaddingMode.None));
    });

    [Fact]
    public void a_name_too_long_to_be_sealed_is_said() =>
        Should.Throw<Exception>(() =>
        {
            using var seal = new SampleSeal(Key);
            seal.Seal(new string('x', 70_000));
        });
}
