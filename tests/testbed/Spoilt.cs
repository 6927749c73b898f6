namespace TwinGrid.Testbed;

/// <summary>Makes of what is good something that is nearly so: a few bytes are others, are missing, or stand twice.</summary>
public static class Spoilt
{
    public static byte[] Bytes(byte[] good, Random random)
    {
        ArgumentNullException.ThrowIfNull(good);
        ArgumentNullException.ThrowIfNull(random);
        var bytes = good.ToList();
        for (var change = random.Next(1, 6); change > 0 && bytes.Count > 0; change--)
        {
            var place = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - place);
            switch (random.Next(6))
            {
                case 0: bytes[place] = (byte)random.Next(256); break;
                case 1: bytes[place] = (byte)random.Next(0x20, 0x7f); break;
                case 2: bytes[place] = (byte)random.Next('0', '9' + 1); break;
                case 3: bytes.RemoveRange(place, length); break;
                case 4: bytes.InsertRange(place, bytes.GetRange(place, length)); break;
                default: bytes.RemoveRange(place, bytes.Count - place); break;
            }
        }
        return [.. bytes];
    }
}
