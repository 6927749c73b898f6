using System.Buffers.Binary;

namespace TwinGrid.Physiology.Forecasting.Learned;

/// <summary>What a time of day has meant for one person's glucose so far.</summary>
/// <param name="Level">Usual glucose at that time, mg/dL.</param>
/// <param name="HalfHour">Usual change over the next half hour, held towards none while little is known, mg/dL.</param>
/// <param name="Hour">The same over the next hour.</param>
public readonly record struct Habit(double Level, double HalfHour, double Hour);

/// <summary>
/// One person's days, folded over each other in half hours: when glucose usually rises (breakfast), when it falls, and where it stands.
/// </summary>
/// <remarks>Breakfast at seven is the best forecast of a rise at seven; no model of the body knows it.</remarks>
public sealed class DailyHabits
{
    private const int Bins = 48, SavedLength = 8 * Bins + 12;
    private const double BinMin = 30;

    /// <summary>How near in the day another reading must be to count, min: the standard deviation of a bell.</summary>
    private const double NearMin = 30;

    /// <summary>Readings' worth of doubt: a habit seen less often is held towards no change.</summary>
    private const double Doubt = 20;

    /// <summary>Fewer readings than this tell nothing.</summary>
    private const double Fewest = 6;

    private static readonly double[] Nearness = [.. Enumerable.Range(0, Bins).Select(bin =>
    {
        var apart = Math.Min(bin, Bins - bin) * BinMin / NearMin;
        return apart <= 3 ? Math.Exp(-apart * apart / 2) : 0;
    })];

    private readonly double[] _weight = new double[Bins];
    private readonly double[] _level = new double[Bins];
    private readonly double[] _halfHour = new double[Bins];
    private readonly double[] _hour = new double[Bins];
    private double _count;
    private double _sum;
    private double _squares;

    /// <summary>How many readings stand in it.</summary>
    public double Count => _count;

    /// <summary>The person's mean glucose, mg/dL; NaN while nothing is known.</summary>
    public double Mean => _sum / _count;

    /// <summary>The standard deviation of the person's glucose, mg/dL; NaN while nothing is known.</summary>
    public double Deviation => Math.Sqrt(Math.Max(_squares / _count - Mean * Mean, 0));

    /// <summary>Adds a reading of which the next hour is known.</summary>
    /// <param name="minuteOfDay">0 to 1440.</param>
    /// <param name="mgPerDl">The reading.</param>
    /// <param name="halfHourLater">Glucose half an hour later, mg/dL.</param>
    /// <param name="hourLater">Glucose an hour later, mg/dL.</param>
    /// <param name="weight">1; −1 takes it out again.</param>
    public void Add(double minuteOfDay, double mgPerDl, double halfHourLater, double hourLater, double weight = 1)
    {
        var place = minuteOfDay / BinMin - 0.5;
        var bin = (int)Math.Floor(place);
        Add(bin, weight * (1 - place + bin), mgPerDl, halfHourLater - mgPerDl, hourLater - mgPerDl);
        Add(bin + 1, weight * (place - bin), mgPerDl, halfHourLater - mgPerDl, hourLater - mgPerDl);
        _count += weight;
        _sum += weight * mgPerDl;
        _squares += weight * mgPerDl * mgPerDl;
    }

    /// <summary>Lets old days fade.</summary>
    /// <param name="kept">Share kept, 0 to 1.</param>
    public void Fade(double kept)
    {
        foreach (var sums in new[] { _weight, _level, _halfHour, _hour })
            for (var bin = 0; bin < Bins; bin++)
                sums[bin] *= kept;
        _count *= kept;
        _sum *= kept;
        _squares *= kept;
    }

    /// <summary>What is usual at a time of day; null while too little is known.</summary>
    /// <param name="minuteOfDay">0 to 1440.</param>
    public Habit? At(double minuteOfDay)
    {
        var place = minuteOfDay / BinMin - 0.5;
        var bin = (int)Math.Floor(place);
        var into = place - bin;
        double weight = 0, level = 0, halfHour = 0, hour = 0;
        for (var i = 0; i < Bins; i++)
        {
            var near = (1 - into) * Nearness[Wrapped(i - bin)] + into * Nearness[Wrapped(i - bin - 1)];
            if (near == 0) continue;
            weight += near * _weight[i];
            level += near * _level[i];
            halfHour += near * _halfHour[i];
            hour += near * _hour[i];
        }
        return weight < Fewest ? null : new(level / weight, halfHour / (weight + Doubt), hour / (weight + Doubt));
    }

    /// <summary>All it knows, each half hour in half precision: 396 bytes.</summary>
    public byte[] Save()
    {
        var bytes = new byte[SavedLength];
        var at = bytes.AsSpan();
        for (var bin = 0; bin < Bins; bin++)
        {
            var weight = Math.Max(_weight[bin], 1e-9);
            foreach (var number in (ReadOnlySpan<double>)[_weight[bin], _level[bin] / weight, _halfHour[bin] / weight, _hour[bin] / weight])
            {
                BinaryPrimitives.WriteHalfLittleEndian(at, (Half)number);
                at = at[2..];
            }
        }
        foreach (var number in (ReadOnlySpan<double>)[_count, _count > 0 ? Mean : 0, _count > 0 ? Deviation : 0])
        {
            BinaryPrimitives.WriteSingleLittleEndian(at, (float)number);
            at = at[4..];
        }
        return bytes;
    }

    /// <summary>Habits as they were saved; fresh ones where the bytes are of another layout.</summary>
    public static DailyHabits Restore(ReadOnlySpan<byte> saved)
    {
        var habits = new DailyHabits();
        if (saved.Length != SavedLength) return habits;
        for (var bin = 0; bin < Bins; bin++)
        {
            var numbers = saved.Slice(8 * bin, 8);
            var weight = habits._weight[bin] = (double)BinaryPrimitives.ReadHalfLittleEndian(numbers);
            habits._level[bin] = weight * (double)BinaryPrimitives.ReadHalfLittleEndian(numbers[2..]);
            habits._halfHour[bin] = weight * (double)BinaryPrimitives.ReadHalfLittleEndian(numbers[4..]);
            habits._hour[bin] = weight * (double)BinaryPrimitives.ReadHalfLittleEndian(numbers[6..]);
        }
        var whole = saved[(8 * Bins)..];
        double count = BinaryPrimitives.ReadSingleLittleEndian(whole), mean = BinaryPrimitives.ReadSingleLittleEndian(whole[4..]), deviation = BinaryPrimitives.ReadSingleLittleEndian(whole[8..]);
        (habits._count, habits._sum, habits._squares) = (count, count * mean, count * (mean * mean + deviation * deviation));
        return habits;
    }

    private void Add(int bin, double weight, double level, double halfHour, double hour)
    {
        var at = Wrapped(bin);
        _weight[at] += weight;
        _level[at] += weight * level;
        _halfHour[at] += weight * halfHour;
        _hour[at] += weight * hour;
    }

    private static int Wrapped(int bin) => (bin % Bins + Bins) % Bins;
}
