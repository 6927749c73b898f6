using System.Buffers.Binary;
using System.Numerics;
using TwinGrid.Grains.Saving;

namespace TwinGrid.Grains.Organs;

/// <summary>A course of half-precision numbers as it is stored: each as its difference from the one before, mostly a byte; nothing lost.</summary>
internal static class PackedHalves
{
    /// <summary>What stands for "nothing"; differences begin after it.</summary>
    private const int Nothing = 0;

    /// <summary>How many of a number's lowest bits none of them uses, then the differences of the rest.</summary>
    /// <param name="halves">Two bytes a number, NaN where there is none.</param>
    public static byte[] Of(ReadOnlySpan<byte> halves)
    {
        var used = 0;
        for (var i = 0; i < halves.Length; i += 2)
            if (!Half.IsNaN(BinaryPrimitives.ReadHalfLittleEndian(halves[i..]))) used |= BinaryPrimitives.ReadUInt16LittleEndian(halves[i..]);
        var unused = used == 0 ? 0 : BitOperations.TrailingZeroCount(used);
        using var room = PackingRoom.Take();
        var writer = room.Writer;
        writer.Write((byte)unused);
        var before = 0;
        for (var i = 0; i < halves.Length; i += 2)
        {
            if (Half.IsNaN(BinaryPrimitives.ReadHalfLittleEndian(halves[i..])))
            {
                writer.Write7BitEncodedInt64(Nothing);
                continue;
            }
            var number = BinaryPrimitives.ReadUInt16LittleEndian(halves[i..]) >> unused;
            writer.Write7BitEncodedInt64(ZigZag.Of(number - before) + 1);
            before = number;
        }
        return room.ToArray();
    }

    /// <summary>The numbers again, two bytes each.</summary>
    public static byte[] Read(byte[] packed)
    {
        using var reader = new BinaryReader(new MemoryStream(packed, writable: false));
        using var halves = new MemoryStream();
        using var writer = new BinaryWriter(halves);
        var unused = reader.ReadByte();
        var number = 0;
        while (reader.BaseStream.Position < packed.Length)
        {
            if (reader.Read7BitEncodedInt64() is not (var told and not Nothing))
            {
                writer.Write(Half.NaN);
                continue;
            }
            number += (int)ZigZag.Back(told - 1);
            writer.Write((ushort)(number << unused));
        }
        writer.Flush();
        return halves.ToArray();
    }
}
