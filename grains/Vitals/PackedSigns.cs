using TwinGrid.Grains.Saving;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Vitals;

/// <summary>How <see cref="LatestSigns"/> is stored: about 7 bytes a sample, and the same bytes for the same content.</summary>
[GenerateSerializer, Alias("TwinGrid.LatestSigns")]
public struct PackedSigns
{
    /// <summary>The layout of <see cref="Samples"/>: 2; the first, with whole values and ticks, is still read. A change of layout takes the next number.</summary>
    [Id(0)] public int Layout { get; set; }

    /// <summary>The devices the samples name by their place here; sorted.</summary>
    [Id(1)] public string[] Devices { get; set; }

    /// <summary>Per signal: number, count, then per sample the time since the one before, device, sequence, standing, value.</summary>
    [Id(2)] public byte[] Samples { get; set; }
}

/// <summary>Packs and unpacks <see cref="LatestSigns"/> for the serializer.</summary>
[RegisterConverter]
public sealed class PackedSignsConverter : IConverter<LatestSigns, PackedSigns>
{
    private const int FirstLayout = 1, Layout = 2;

    /// <summary>A sample's first byte: its flags, its status, whether its value counts in thousandths and its time in whole seconds.</summary>
    private const int FlagBits = 0x0F, StatusShift = 4, StatusBits = 3, InThousandths = 0x40, InSeconds = 0x80;

    public PackedSigns ConvertToSurrogate(in LatestSigns value)
    {
        var windows = value.Windows;
        var named = new NamedDevices();
        for (var i = 0; i < windows.Count; i++)
            for (var k = 0; k < windows[i].Samples.Count; k++) named.Add(windows[i].Samples[k].DeviceId);
        var devices = named.ToArray();
        using var room = PackingRoom.Take();
        for (var i = 0; i < windows.Count; i++) Write(room.Writer, windows[i], devices);
        return new PackedSigns { Layout = Layout, Devices = devices, Samples = room.ToArray() };
    }

    public LatestSigns ConvertFromSurrogate(in PackedSigns surrogate)
    {
        var signs = new LatestSigns();
        if (surrogate.Samples is not { Length: > 0 } packed) return signs;
        if (surrogate.Layout is not (FirstLayout or Layout)) throw new InvalidDataException($"Latest signs in layout {surrogate.Layout}; this version reads up to layout {Layout}.");
        using var reader = new BinaryReader(new MemoryStream(packed, writable: false));
        while (reader.BaseStream.Position < packed.Length) signs.Restore(surrogate.Layout == FirstLayout ? ReadFirst(reader, surrogate.Devices) : Read(reader, surrogate.Devices));
        return signs;
    }

    private static void Write(BinaryWriter writer, SignalWindow window, string[] devices)
    {
        writer.Write7BitEncodedInt((int)window.Signal);
        writer.Write7BitEncodedInt(window.Samples.Count);
        var (at, sequence) = (0L, 0L);
        for (var i = 0; i < window.Samples.Count; i++)
        {
            var sample = window.Samples[i];
            var passed = sample.At - at;
            var thousandths = sample.Value * 1000;
            var isShort = Math.Abs(thousandths) < 1e9 && Math.Round(thousandths) / 1000 == sample.Value && !(sample.Value == 0 && double.IsNegative(sample.Value));
            var isWhole = passed % TimeSpan.TicksPerSecond == 0;
            writer.Write((byte)((int)sample.Flags & FlagBits | (int)sample.Status << StatusShift | (isShort ? InThousandths : 0) | (isWhole ? InSeconds : 0)));
            writer.Write7BitEncodedInt64(isWhole ? passed / TimeSpan.TicksPerSecond : passed);
            writer.Write7BitEncodedInt(Array.BinarySearch(devices, sample.DeviceId, StringComparer.Ordinal));
            writer.Write7BitEncodedInt64(ZigZag.Of(sample.Sequence - sequence));
            if (isShort) writer.Write7BitEncodedInt64(ZigZag.Of((long)Math.Round(thousandths)));
            else writer.Write(sample.Value);
            (at, sequence) = (sample.At, sample.Sequence);
        }
    }

    private static SignalWindow Read(BinaryReader reader, string[] devices)
    {
        var window = new SignalWindow((Signal)reader.Read7BitEncodedInt());
        var (at, sequence) = (0L, 0L);
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var standing = reader.ReadByte();
            at += reader.Read7BitEncodedInt64() * ((standing & InSeconds) != 0 ? TimeSpan.TicksPerSecond : 1);
            var device = devices[reader.Read7BitEncodedInt()];
            sequence += ZigZag.Back(reader.Read7BitEncodedInt64());
            var value = (standing & InThousandths) != 0 ? ZigZag.Back(reader.Read7BitEncodedInt64()) / 1000d : reader.ReadDouble();
            window.Restore(new KeptSample(at, device, sequence, value, (SampleStatus)(standing >> StatusShift & StatusBits), (SampleFlags)(standing & FlagBits)));
        }
        return window;
    }

    private static SignalWindow ReadFirst(BinaryReader reader, string[] devices)
    {
        var window = new SignalWindow((Signal)reader.Read7BitEncodedInt());
        var count = reader.Read7BitEncodedInt();
        var at = 0L;
        for (var i = 0; i < count; i++)
        {
            at += reader.Read7BitEncodedInt64();
            var (device, sequence, standing, value) = (devices[reader.Read7BitEncodedInt()], reader.Read7BitEncodedInt64(), reader.ReadByte(), reader.ReadDouble());
            window.Restore(new KeptSample(at, device, sequence, value, (SampleStatus)(standing >> 4), (SampleFlags)(standing & 15)));
        }
        return window;
    }
}
