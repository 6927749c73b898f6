namespace TwinGrid.Grains.Saving;

/// <summary>Whole numbers of either sign as ones without, small ones staying small, for 7-bit encoding.</summary>
internal static class ZigZag
{
    public static long Of(long value) => value << 1 ^ value >> 63;

    public static long Back(long value) => (long)((ulong)value >> 1) ^ -(value & 1);
}
