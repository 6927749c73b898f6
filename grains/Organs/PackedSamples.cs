using TwinGrid.Grains.Saving;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs;

/// <summary>Waiting samples as they are stored: about eight bytes each, nothing lost, and the same bytes for the same samples.</summary>
[GenerateSerializer, Alias("TwinGrid.PackedSamples")]
public readonly record struct PackedSamples
{
    /// <summary>A sample's first byte: its flags, its status, whether its value counts in thousandths and its time in whole seconds.</summary>
    private const int FlagBits = 0x0F, StatusShift = 4, StatusBits = 3, InThousandths = 0x40, InSeconds = 0x80;

    /// <summary>The devices the samples name by their place here; sorted.</summary>
    [Id(0)] private string[]? Devices { get; init; }

    /// <summary>Per sample: standing, signal, device, then as differences from the sample before: time, sequence; value.</summary>
    [Id(1)] private byte[]? Bytes { get; init; }

    /// <summary>True when nothing is in it.</summary>
    public bool IsEmpty => Bytes is not { Length: > 0 };

    /// <summary>Packs samples in the order they have.</summary>
    public static PackedSamples Of(IReadOnlyList<WaitingSample> samples)
    {
        if (samples.Count == 0) return default;
        var named = new NamedDevices();
        for (var i = 0; i < samples.Count; i++) named.Add(samples[i].DeviceId);
        var devices = named.ToArray();
        using var room = PackingRoom.Take();
        var writer = room.Writer;
        var (ticks, sequence) = (0L, 0L);
        for (var i = 0; i < samples.Count; i++)
        {
            var (sign, device, number) = samples[i];
            var passed = sign.ObservedAt.UtcTicks - ticks;
            var thousandths = sign.Value * 1000;
            var isShort = Math.Abs(thousandths) < 1e9 && Math.Round(thousandths) / 1000 == sign.Value && !IsNegativeZero(sign.Value);
            var isWhole = passed % TimeSpan.TicksPerSecond == 0;
            writer.Write((byte)((int)sign.Flags & FlagBits | (int)sign.Status << StatusShift | (isShort ? InThousandths : 0) | (isWhole ? InSeconds : 0)));
            writer.Write7BitEncodedInt((int)sign.Signal);
            writer.Write7BitEncodedInt(Array.BinarySearch(devices, device, StringComparer.Ordinal));
            writer.Write7BitEncodedInt64(ZigZag.Of(isWhole ? passed / TimeSpan.TicksPerSecond : passed));
            writer.Write7BitEncodedInt64(ZigZag.Of(number - sequence));
            if (isShort) writer.Write7BitEncodedInt64(ZigZag.Of((long)Math.Round(thousandths)));
            else writer.Write(sign.Value);
            (ticks, sequence) = (sign.ObservedAt.UtcTicks, number);
        }
        return new() { Devices = devices, Bytes = room.ToArray() };
    }

    /// <summary>The samples again.</summary>
    public List<WaitingSample> Unpack()
    {
        var samples = new List<WaitingSample>();
        if (IsEmpty) return samples;
        using var reader = new BinaryReader(new MemoryStream(Bytes!, writable: false));
        var (ticks, sequence) = (0L, 0L);
        while (reader.BaseStream.Position < Bytes!.Length)
        {
            var standing = reader.ReadByte();
            var signal = (Signal)reader.Read7BitEncodedInt();
            var device = Devices![reader.Read7BitEncodedInt()];
            ticks += ZigZag.Back(reader.Read7BitEncodedInt64()) * ((standing & InSeconds) != 0 ? TimeSpan.TicksPerSecond : 1);
            sequence += ZigZag.Back(reader.Read7BitEncodedInt64());
            var value = (standing & InThousandths) != 0 ? ZigZag.Back(reader.Read7BitEncodedInt64()) / 1000d : reader.ReadDouble();
            var sign = new VitalSign(
                signal, value, new DateTimeOffset(ticks, TimeSpan.Zero), (SampleStatus)(standing >> StatusShift & StatusBits), (SampleFlags)(standing & FlagBits));
            samples.Add(new WaitingSample(sign, device, sequence));
        }
        return samples;
    }

    private static bool IsNegativeZero(double value) => value == 0 && double.IsNegative(value);
}
