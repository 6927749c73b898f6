namespace TwinGrid.Physiology.Tests.Trends;

/// <summary>Synthetic people with a daily rhythm, restlessness and a noisy device.</summary>
internal sealed class Courses(int seed, double mean = 70, double swing = 8, double peakHourUtc = 7)
{
    public static readonly DateTimeOffset Midnight = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(seed);
    private double _minutes, _hours;

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    public double Rhythm(DateTimeOffset at)
    {
        var angle = 2 * Math.PI * (at.TimeOfDay.TotalHours - peakHourUtc) / 24;
        return mean + swing * Math.Cos(angle) + swing / 4 * Math.Cos(2 * angle + 1);
    }

    /// <summary>The next reading of a person whose minutes (sd 4, 8 min) and hours (sd 4, 2 h) wander around the rhythm; device noise sd 1.5.</summary>
    public double Next(DateTimeOffset at, TimeSpan since)
    {
        Wander(ref _minutes, 4, since / TimeSpan.FromMinutes(8));
        Wander(ref _hours, 4, since / TimeSpan.FromHours(2));
        return Rhythm(at) + _minutes + _hours + 1.5 * Normal();
    }

    private void Wander(ref double part, double spread, double fading)
    {
        var kept = Math.Exp(-fading);
        part = part * kept + spread * Math.Sqrt(1 - kept * kept) * Normal();
    }
}
