using TwinGrid.Faults.Histories;

namespace TwinGrid.Faults.Devices;

/// <summary>What a twin's devices see, by seed: quiet for most of the time, now and then an episode that must alert. The same seed, the same course.</summary>
public sealed class VitalsPlan(int seed)
{
    /// <summary>Codes that are sent.</summary>
    public static IReadOnlyList<string> Codes { get; } = ["8867-4", "9279-1", "59408-5", "8480-6", "8462-4", "8310-5", "99504-3", "insulin-bolus", "9059-7"];

    private const int EpisodeEvery = 400;
    private const int EpisodeLength = 60;

    /// <summary>The packet of a sequence number. Each fourth twin wears a sensor and a pump, the others a monitor.</summary>
    public SentPacket Packet(int twin, long sequence, DateTimeOffset observedAt)
    {
        var isEpisode = (sequence + 37 * twin) % EpisodeEvery >= EpisodeEvery - EpisodeLength;
        return twin % 4 == 3
            ? new SentPacket(Name(twin), "sensor", sequence, [.. Sensor(twin, sequence, observedAt, isEpisode)])
            : new SentPacket(Name(twin), "monitor", sequence, [.. Monitor(twin, sequence, observedAt, isEpisode)]);
    }

    /// <summary>A packet that must be refused and leave no trace: an unknown unit beside a sample that is right.</summary>
    public SentPacket Wrong(int twin, long sequence, DateTimeOffset observedAt) => new(
        Name(twin), "broken", sequence, [new("8867-4", 71, "/min", observedAt), new("8310-5", 37, "furlong", observedAt)]);

    public static string Name(int twin) => $"patient-{twin}";

    private IEnumerable<SentSample> Monitor(int twin, long sequence, DateTimeOffset at, bool isEpisode)
    {
        yield return new("8867-4", (isEpisode ? 134 : 72) + Wobble(twin, sequence, 1, 4), "/min", at);
        yield return new("9279-1", (isEpisode ? 27 : 15) + Wobble(twin, sequence, 2, 1), "/min", at);
        yield return new("59408-5", (isEpisode ? 86 : 97) + Wobble(twin, sequence, 3, 1), "%", at);
        yield return new("8480-6", (isEpisode ? 88 : 122) + Wobble(twin, sequence, 4, 3), "mm[Hg]", at);
        yield return new("8462-4", (isEpisode ? 52 : 76) + Wobble(twin, sequence, 5, 3), "mm[Hg]", at);
        yield return new("8310-5", (isEpisode ? 38.8 : 36.8) + Wobble(twin, sequence, 6, 1) / 10, "Cel", at);
    }

    private IEnumerable<SentSample> Sensor(int twin, long sequence, DateTimeOffset at, bool isEpisode)
    {
        yield return new("99504-3", (isEpisode ? 50 : 118) + Wobble(twin, sequence, 7, 3), "mg/dL", at);
        if (sequence % 50 == 10) yield return new("insulin-bolus", 1 + Math.Abs(Wobble(twin, sequence, 8, 2)), "[iU]", at);
        if (sequence % 50 == 12) yield return new("9059-7", 12 + Wobble(twin, sequence, 9, 3), "g", at);
    }

    private double Wobble(int twin, long sequence, int sign, int width) => Math.Round(new Random(HashCode(twin, sequence, sign)).NextDouble() * 2 * width - width, 1);

    /// <summary>The same in every process, unlike <see cref="System.HashCode"/>.</summary>
    private int HashCode(int twin, long sequence, int sign)
    {
        unchecked
        {
            var hash = 17;
            foreach (var part in (ReadOnlySpan<int>)[seed, twin, (int)sequence, (int)(sequence >> 32), sign]) hash = hash * 486187739 + part;
            return hash;
        }
    }
}
