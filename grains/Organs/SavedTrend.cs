using TwinGrid.Grains.Saving;
using TwinGrid.Physiology.Trends;

namespace TwinGrid.Grains.Organs;

/// <summary>A trend filter at rest: about .4 kB, nothing lost.</summary>
/// <param name="Version">The model that wrote it.</param>
/// <param name="Values">As the first version stored them; read, and written empty.</param>
/// <param name="Packed">The model's numbers: a bit each for whether single precision holds it, then four or eight bytes each.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.SavedTrend")]
public sealed record SavedTrend([property: Id(0)] string Version, [property: Id(1)] double[] Values, [property: Id(2)] byte[]? Packed = null)
{
    public static SavedTrend Of(VitalTrendState state) => Of(state.Version, state.Values);

    /// <inheritdoc cref="Of(VitalTrendState)"/>
    internal static SavedTrend Of(VitalTrend trend) => Of(trend.ModelVersion, trend.Values);

    private static SavedTrend Of(string version, ReadOnlySpan<double> values)
    {
        using var room = PackingRoom.Take();
        var writer = room.Writer;
        writer.Write7BitEncodedInt(values.Length);
        for (var first = 0; first < values.Length; first += 8)
        {
            var bits = 0;
            for (var i = first; i < Math.Min(first + 8, values.Length); i++)
                if (IsSingle(values[i])) bits |= 1 << (i - first);
            writer.Write((byte)bits);
        }
        foreach (var value in values)
        {
            if (IsSingle(value)) writer.Write((float)value);
            else writer.Write(value);
        }
        return new(new string(version.AsSpan()), [], room.ToArray()); // a fresh string, as in PackedSamples
    }

    public VitalTrendState ToModel()
    {
        if (Packed is not { Length: > 0 }) return new(Version, Values);
        using var reader = new BinaryReader(new MemoryStream(Packed, writable: false));
        var values = new double[reader.Read7BitEncodedInt()];
        var single = reader.ReadBytes((values.Length + 7) / 8);
        for (var i = 0; i < values.Length; i++) values[i] = (single[i / 8] >> i % 8 & 1) != 0 ? reader.ReadSingle() : reader.ReadDouble();
        return new(Version, values);
    }

    private static bool IsSingle(double value) => BitConverter.DoubleToInt64Bits((float)value) == BitConverter.DoubleToInt64Bits(value);
}
