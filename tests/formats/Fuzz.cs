using System.Globalization;

namespace TwinGrid.Formats.Tests;

/// <summary>Changes bytes of what is good, many times. TWINGRID_FUZZ sets how often, TWINGRID_SEED where it begins; a failure says the seed of its turn.</summary>
internal static class Fuzz
{
    private static readonly int Times = Setting("TWINGRID_FUZZ", 300), Seed = Setting("TWINGRID_SEED", 20260301);

    /// <summary>Each changed file is read, or refused with a place and a reason; nothing else may come.</summary>
    public static void Bytes(byte[] good, Action<byte[]> read)
    {
        for (var turn = 0; turn < Times; turn++)
        {
            var random = new Random(Seed + turn);
            var bytes = Changed(good, random);
            try
            {
                read(bytes);
            }
            catch (UnreadableFileException refused)
            {
                refused.Message.ShouldNotBeEmpty();
            }
            catch (Exception error) when (error is not ShouldAssertException)
            {
                throw new InvalidOperationException($"Seed {Seed + turn}: {error.GetType().Name}", error);
            }
        }
    }

    private static byte[] Changed(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var change = random.Next(1, 10); change > 0 && bytes.Count > 0; change--)
        {
            var place = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[place] = (byte)random.Next(256); break;
                case 1: bytes[place] = (byte)random.Next(0x20, 0x7f); break;
                case 2: bytes.RemoveRange(place, Math.Min(random.Next(1, 30), bytes.Count - place)); break;
                case 3: bytes.InsertRange(place, bytes.GetRange(place, Math.Min(random.Next(1, 60), bytes.Count - place))); break;
                default: bytes.RemoveRange(place, bytes.Count - place); break;
            }
        }
        return [.. bytes];
    }

    private static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : usual;
}
