using System.Numerics;
using MathNet.Numerics.Distributions;
using TwinGrid.Physiology.Forecasting;
using static TwinGrid.Physiology.Trends.TrendDynamics;

namespace TwinGrid.Physiology.Trends;

/// <summary>Follows one vital sign of one person: its level now, its resting value, its daily rhythm, and where it goes.</summary>
/// <remarks>
/// Readings may come every second or every hour. A lone wild reading hardly moves it; three that agree, over 40 s or more, are believed.
/// Deterministic: the same readings in the same order end in the same bits. Not thread-safe.
/// </remarks>
public sealed class VitalTrend
{
    private const string Version = "vital-trend/2";

    /// <summary>Without bounds of wild readings, and with other forecasts under way.</summary>
    private const string FirstVersion = "vital-trend/1";

    /// <summary>Readings closer together than this (15 s) share their noise: breathing, averaging inside the monitor.</summary>
    private const double NoiseHours = 15 / 3600d;

    /// <summary>Room on the stack.</summary>
    private const int UsualLevels = 16;

    private const int Day = 0, TickOfDay = 1, Begun = 2, Clock = 3;

    private readonly TrendPrior _prior;
    private readonly double[] _values;
    private readonly TrendFilter _filter;
    private readonly ReadingNoise _noise;
    private readonly WildReadings _wild;
    private readonly JumpWatch _jump;
    private readonly RestingLevel _resting;
    private readonly ForecastSpread _spread;
    private readonly Func<double, (double Mean, double Deviation)> _expect;

    private VitalTrend(TrendPrior prior, double[] values)
    {
        (_prior, _values) = (prior, values);
        var from = Clock;
        _filter = new(prior, Take(TrendFilter.Length));
        _noise = new(prior, Take(ReadingNoise.Length));
        _wild = new(Take(WildReadings.Length));
        _jump = new(Take(JumpWatch.Length));
        _resting = new(prior, Take(RestingLevel.Length));
        _spread = new(Take(ForecastSpread.Length));
        _expect = hours => Expect(hours, Ticks + (long)(hours * TimeSpan.TicksPerHour), _noise.Restlessness, _noise.Variance);

        Memory<double> Take(int length) => values.AsMemory((from += length) - length, length);
    }

    private const int Length =
        Clock + TrendFilter.Length + ReadingNoise.Length + WildReadings.Length + JumpWatch.Length + RestingLevel.Length + ForecastSpread.Length;

    /// <summary>Name and version of the model; saved states carry it.</summary>
    public string ModelVersion { get; } = Version;

    /// <summary>Time of the newest reading assimilated; null before the first.</summary>
    public DateTimeOffset? At => _values[Begun] == 0 ? null : new DateTimeOffset(Ticks, TimeSpan.Zero);

    /// <summary>The sign now, without the noise of a reading; before the first reading the population's.</summary>
    public TrendEstimate Level
    {
        get
        {
            Span<double> seen = stackalloc double[Size];
            Seen(Ticks, seen);
            var sum = _filter.Sum(seen);
            return sum with { Value = LevelAt(sum.Value) };
        }
    }

    /// <summary>The level at rest (see <see cref="TrendPrior.RestingShare"/>), over the last day and a half.</summary>
    public TrendEstimate Resting => _resting.Estimate();

    /// <summary>Rate of change of the smooth course now, unit per hour, the daily rhythm included.</summary>
    public TrendEstimate SlopePerHour
    {
        get
        {
            Span<double> drift = stackalloc double[Size];
            Drift(Ticks, drift);
            return _filter.Sum(drift);
        }
    }

    private long Ticks => (long)_values[Day] * TimeSpan.TicksPerDay + (long)_values[TickOfDay];

    private double ClockHours => _values[Day] * 24 + _values[TickOfDay] / TimeSpan.TicksPerHour;

    /// <summary>A trend that has seen nothing.</summary>
    public static VitalTrend Start(TrendPrior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        var trend = new VitalTrend(prior, new double[Length]);
        trend._filter.Start(trend._noise.Restlessness);
        trend._resting.Start(prior.Mean);
        return trend;
    }

    /// <summary>A trend that goes on from a saved state, to the bit; from one of the first version with all but its forecasts under way.</summary>
    /// <exception cref="ArgumentException">The state was written by another model, or is damaged.</exception>
    public static VitalTrend Restore(TrendPrior prior, VitalTrendState state)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Version == FirstVersion) state = Renew(state);
        if (state.Version != Version)
            throw new ArgumentException($"The state was written by {state.Version}; this model is {Version}: start the trend anew.", nameof(state));
        if (state.Values.Length != Length || !state.Values.All(double.IsFinite))
            throw new ArgumentException($"A state of {Version} is {Length} finite numbers; this one of {state.Values.Length} is damaged: start the trend anew.", nameof(state));
        return new(prior, [.. state.Values]);
    }

    /// <summary>Everything the trend knows.</summary>
    public VitalTrendState Save() => new(Version, [.. _values]);

    /// <summary>The numbers of <see cref="Save"/> as they are now; they change with the next reading.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>An independent trend in the same state.</summary>
    public VitalTrend Copy() => new(_prior, [.. _values]);

    /// <summary>Brings another trend of the same sign into the same state, whatever it knew.</summary>
    /// <exception cref="ArgumentException">It follows another sign.</exception>
    public void CopyTo(VitalTrend other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!ReferenceEquals(other._prior, _prior)) throw new ArgumentException($"A trend of the {_prior.Name} is none of the {other._prior.Name}.", nameof(other));
        _values.CopyTo(other._values, 0);
    }

    /// <summary>Takes in one reading. One from before <see cref="At"/> counts less the older it is, and time does not go back.</summary>
    /// <param name="at">When it was observed.</param>
    /// <param name="value">The reading, in the sign's unit; outside floor and ceiling it is no physiology and changes nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number.</exception>
    public void Assimilate(DateTimeOffset at, double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, $"A reading of the {_prior.Name} must be a finite number of {_prior.Unit}.");
        if (value < _prior.Floor || value > _prior.Ceiling) return;
        var first = _values[Begun] == 0;
        var hours = first ? 0 : (at.UtcTicks - Ticks) / (double)TimeSpan.TicksPerHour;
        var lateHours = Math.Max(0, -hours);
        hours = Math.Max(0, hours);
        if (first || lateHours == 0) MoveTo(at.UtcTicks, hours);

        Span<double> seen = stackalloc double[Size];
        Seen(Ticks, seen);
        var expected = _filter.Sum(seen);
        var innovation = value - _prior.Mean - expected.Value;
        var noise = _noise.Variance;
        // The person has moved on since a late reading was true.
        var late = lateHours == 0 ? 0 : _filter.Expect(lateHours, Ticks, _noise.Restlessness).Variance;
        var variance = expected.StandardDeviation * expected.StandardDeviation + noise + late;
        var surprise = innovation / Math.Sqrt(variance);
        if (lateHours == 0 && !first)
        {
            _spread.Judge(ClockHours, value);
            _noise.Learn(surprise, noise / variance, hours);
        }
        // At one instant it is another device, with noise of its own.
        var shared = noise * (hours > 0 ? Math.Max(1, NoiseHours / Math.Max(hours, NoiseHours / 15)) : 1) + late;
        _filter.Fuse(seen, innovation, Believed(value, innovation, surprise, hours, shared));

        var level = LevelAt(_filter.Value(seen));
        if (first) _resting.Start(level);
        _resting.Follow(level, hours);
        if (lateHours == 0) _spread.Issue(ClockHours, _expect);
        Round();
    }

    /// <summary>Quantiles of the readings to come, on an even grid that begins one step after <paramref name="from"/>.</summary>
    /// <param name="from">Where the forecast begins; the uncertainty counts from <see cref="At"/>.</param>
    /// <param name="horizon">How far it reaches, a step at least.</param>
    /// <param name="step">Grid step, positive.</param>
    /// <param name="levels">Rising quantile levels in (0, 1).</param>
    /// <returns>Finite, never crossing, within floor and ceiling.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Horizon, step or levels are outside what is said above.</exception>
    public QuantileCourse Forecast(DateTimeOffset from, TimeSpan horizon, TimeSpan step, ReadOnlySpan<double> levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, step);
        for (var i = 0; i < levels.Length; i++)
            if (!(levels[i] is > 0 and < 1 && (i == 0 || levels[i] > levels[i - 1])))
                throw new ArgumentOutOfRangeException(nameof(levels), levels[i], "Quantile levels rise within (0, 1).");

        var points = (int)(horizon / step);
        Span<double> normals = levels.Length <= UsualLevels ? stackalloc double[levels.Length] : new double[levels.Length];
        var values = new double[levels.Length][];
        for (var i = 0; i < levels.Length; i++) (normals[i], values[i]) = (Normal.InvCDF(0, 1, levels[i]), new double[points]);
        var (restlessness, noise) = (_noise.Restlessness, _noise.Variance);
        for (var point = 0; point < points; point++)
        {
            var at = from.UtcTicks + (point + 1) * step.Ticks;
            var hours = _values[Begun] == 0 ? 0 : Math.Max(0, (at - Ticks) / (double)TimeSpan.TicksPerHour);
            var (mean, deviation) = Expect(hours, at, restlessness, noise);
            var (lower, upper) = _spread.At(hours);
            for (var i = 0; i < levels.Length; i++)
                values[i][point] = Math.Clamp(mean + normals[i] * deviation * (normals[i] < 0 ? lower : upper), _prior.Floor, _prior.Ceiling);
        }
        return new(from + step, step, [.. levels], values);
    }

    /// <summary>The numbers of the first version in their places of today.</summary>
    private static VitalTrendState Renew(VitalTrendState old)
    {
        const int followed = Clock + TrendFilter.Length + ReadingNoise.Length;
        const int kept = followed + JumpWatch.Length + RestingLevel.Length + ForecastSpread.Spreads;
        if (old.Values.Length < kept) return old;
        var values = new double[Length];
        old.Values.AsSpan(0, followed).CopyTo(values);
        old.Values.AsSpan(followed, kept - followed).CopyTo(values.AsSpan(followed + WildReadings.Length));
        return new(Version, values);
    }

    /// <summary>All but times is kept in single precision, after every reading and not only when saved: a saved trend is half as large and goes on to the bit.</summary>
    private void Round()
    {
        const int spread = Length - ForecastSpread.Length;
        ToSingles(_values.AsSpan(Clock..spread));
        ForecastSpread.Round(_values.AsSpan(spread));
    }

    /// <summary>Rounds each to single precision, lanes at a time.</summary>
    private static void ToSingles(Span<double> values)
    {
        var at = 0;
        for (; at <= values.Length - 2 * Vector<double>.Count; at += 2 * Vector<double>.Count)
        {
            var (first, second) = (new Vector<double>(values[at..]), new Vector<double>(values[(at + Vector<double>.Count)..]));
            Vector.Widen(Vector.Narrow(first, second), out first, out second);
            first.CopyTo(values[at..]);
            second.CopyTo(values[(at + Vector<double>.Count)..]);
        }
        for (; at < values.Length; at++) values[at] = (float)values[at];
    }

    private double LevelAt(double sum) => Math.Clamp(_prior.Mean + sum, _prior.Floor, _prior.Ceiling);

    private void MoveTo(long utcTicks, double hours)
    {
        _filter.Advance(hours, _noise.Restlessness);
        (_values[Day], _values[TickOfDay], _values[Begun]) = (utcTicks / TimeSpan.TicksPerDay, utcTicks % TimeSpan.TicksPerDay, 1);
    }

    /// <summary>Variance to give a reading: its noise when plausible, so much that its pull fades with its distance when not.</summary>
    private double Believed(double value, double innovation, double surprise, double hours, double noise)
    {
        var bound = _wild.Bound(surprise);
        _wild.Learn(surprise, hours);
        if (Math.Abs(surprise) <= bound)
        {
            _jump.Calm();
            return noise;
        }
        if (!_jump.Note(value, innovation, Math.Sqrt(_noise.Variance), hours))
            return noise / _noise.Variance * innovation * innovation / (bound * bound);
        _filter.Loosen(innovation);
        return noise;
    }

    private (double Mean, double Deviation) Expect(double hoursAhead, long utcTicks, double restlessness, double noise)
    {
        var (mean, variance) = _filter.Expect(hoursAhead, utcTicks, restlessness);
        return (mean, Math.Sqrt(Math.Max(0, variance) + noise));
    }
}
