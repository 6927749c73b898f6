using TwinGrid.Vitals;

namespace TwinGrid.Grains.Vitals;

/// <summary>How <see cref="LatestSigns"/> is stored: about 15 bytes a sample, and the same bytes for the same content.</summary>
[GenerateSerializer, Alias("TwinGrid.LatestSigns")]
public struct PackedSigns
{
    /// <summary>The layout of <see cref="Samples"/>: 1. A change of layout takes the next number and still reads this one.</summary>
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
    private const int Layout = 1;

    public PackedSigns ConvertToSurrogate(in LatestSigns value)
    {
        var windows = value.Windows.ToList();
        string[] devices = [.. windows.SelectMany(window => window.Samples).Select(sample => sample.DeviceId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
            foreach (var window in windows) Write(writer, window, devices);
        // Fresh strings: the serializer would write a string it has met before as a reference, and equal states would differ.
        return new PackedSigns { Layout = Layout, Devices = [.. devices.Select(device => new string(device.AsSpan()))], Samples = bytes.ToArray() };
    }

    public LatestSigns ConvertFromSurrogate(in PackedSigns surrogate)
    {
        var signs = new LatestSigns();
        if (surrogate.Samples is not { Length: > 0 } packed) return signs;
        if (surrogate.Layout != Layout) throw new InvalidDataException($"Latest signs in layout {surrogate.Layout}; this version reads layout {Layout}.");
        using var reader = new BinaryReader(new MemoryStream(packed, writable: false));
        while (reader.BaseStream.Position < packed.Length) signs.Restore(Read(reader, surrogate.Devices));
        return signs;
    }

    private static void Write(BinaryWriter writer, SignalWindow window, string[] devices)
    {
        writer.Write7BitEncodedInt((int)window.Signal);
        writer.Write7BitEncodedInt(window.Samples.Count);
        var before = 0L;
        foreach (var sample in window.Samples)
        {
            writer.Write7BitEncodedInt64(sample.At - before);
            writer.Write7BitEncodedInt(Array.BinarySearch(devices, sample.DeviceId, StringComparer.Ordinal));
            writer.Write7BitEncodedInt64(sample.Sequence);
            writer.Write((byte)((int)sample.Status << 4 | (int)sample.Flags));
            writer.Write(sample.Value);
            before = sample.At;
        }
    }

    private static SignalWindow Read(BinaryReader reader, string[] devices)
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
