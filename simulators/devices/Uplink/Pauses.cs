namespace TwinGrid.Devices.Uplink;

/// <summary>How long to wait before trying again: doubling, capped, and scattered so that many devices do not return at once. Safe for many callers.</summary>
public sealed class Pauses(TimeSpan first, TimeSpan longest, int seed)
{
    private readonly Lock _one = new();
    private readonly Random _scatter = new(seed);
    private int _failures;

    /// <summary>From 0.2 s doubling to 5 s.</summary>
    public static Pauses Usual(int seed) => new(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(5), seed);

    /// <summary>The next pause: between half and the whole of the doubled one, never shorter than the gateway asked for.</summary>
    public TimeSpan Next(TimeSpan? asked)
    {
        TimeSpan pause;
        lock (_one)
        {
            var whole = Math.Min(longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, Math.Min(_failures++, 30)));
            pause = TimeSpan.FromSeconds(whole * (0.5 + _scatter.NextDouble() / 2));
        }
        return asked is { } least && least > pause ? least + pause / 4 : pause;
    }

    /// <summary>Something went through: the next failure waits the first pause again.</summary>
    public void Relax()
    {
        lock (_one) _failures = 0;
    }
}
