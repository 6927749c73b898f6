namespace TwinGrid.Grains.Saving;

/// <summary>Numbers as they are stored: nothing lost, zeros free, four bytes where single precision holds them, else eight.</summary>
public static class PackedNumbers
{
    private const int Zero = 0, Single = 1, Double = 2;

    /// <summary>How many, two bits each for how they are written, then the numbers.</summary>
    public static byte[] Of(ReadOnlySpan<double> numbers)
    {
        using var room = PackingRoom.Take();
        var writer = room.Writer;
        writer.Write7BitEncodedInt(numbers.Length);
        for (var first = 0; first < numbers.Length; first += 4)
        {
            var forms = 0;
            for (var i = first; i < Math.Min(first + 4, numbers.Length); i++) forms |= FormOf(numbers[i]) << 2 * (i - first);
            writer.Write((byte)forms);
        }
        foreach (var number in numbers)
        {
            var form = FormOf(number);
            if (form == Single) writer.Write((float)number);
            else if (form == Double) writer.Write(number);
        }
        return room.ToArray();
    }

    /// <summary>The numbers again.</summary>
    public static double[] Read(byte[] packed)
    {
        using var reader = new BinaryReader(new MemoryStream(packed, writable: false));
        var numbers = new double[reader.Read7BitEncodedInt()];
        var forms = reader.ReadBytes((numbers.Length + 3) / 4);
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (forms[i / 4] >> 2 * (i % 4) & 3) switch { Zero => 0, Single => reader.ReadSingle(), _ => reader.ReadDouble() };
        return numbers;
    }

    private static int FormOf(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        return bits == 0 ? Zero : BitConverter.DoubleToInt64Bits((float)number) == bits ? Single : Double;
    }
}
