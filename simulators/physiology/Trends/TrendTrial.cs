namespace TwinGrid.Physiology.Trends;

/// <summary>A trend is led through a recording, one value a minute at most, and asked in its second half what comes.</summary>
/// <param name="prior">Which vital sign.</param>
/// <param name="readings">One place a minute; null where nothing was read.</param>
public sealed class TrendTrial(TrendPrior prior, IReadOnlyList<double?> readings)
{
    private const int Recent = 8;

    private static readonly double[] Levels = [.05, .50, .95];

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What is read so many minutes after each reading of the second half, where anything is.</summary>
    public TrendScore Ahead(int minutes)
    {
        var linear = LinearBaseline.Fit(readings, minutes, readings.Count / 2);
        var tally = new Tally();
        var trend = VitalTrend.Start(prior);
        var recent = new Queue<double>();
        for (var minute = 0; minute + minutes < readings.Count; minute++)
        {
            if (!Take(trend, recent, minute) || minute < readings.Count / 2 || readings[minute + minutes] is not { } truth) continue;
            tally.Note(truth, Told(trend, minutes), recent, linear?.Tell(minute));
        }
        return tally.Score();
    }

    /// <summary>The next reading, whenever it comes, from the second half of the readings on: for what is measured now and then.</summary>
    public TrendScore Next()
    {
        var tally = new Tally();
        var trend = VitalTrend.Start(prior);
        var recent = new Queue<double>();
        var (seen, last, half) = (0, 0, readings.Count(reading => reading is not null) / 2);
        for (var minute = 0; minute < readings.Count; minute++)
        {
            if (readings[minute] is not { } truth) continue;
            if (seen++ >= Math.Max(half, 1) && trend.At is not null) tally.Note(truth, Told(trend, minute - last), recent, null);
            if (Take(trend, recent, minute)) last = minute;
        }
        return tally.Score();
    }

    private static double[] Told(VitalTrend trend, int minutes)
    {
        var ahead = TimeSpan.FromMinutes(minutes);
        return Array.ConvertAll(trend.Forecast(trend.At!.Value, ahead, ahead, Levels).Values, course => course[0]);
    }

    private bool Take(VitalTrend trend, Queue<double> recent, int minute)
    {
        if (readings[minute] is not { } now) return false;
        trend.Assimilate(Start.AddMinutes(minute), now);
        recent.Enqueue(now);
        if (recent.Count > Recent) recent.Dequeue();
        return trend.At == Start.AddMinutes(minute);
    }

    private struct Tally
    {
        private int _looks, _covered;
        private double _square, _error, _persistence, _persistenceError, _runningMean, _linear;
        private bool _isLinear;

        public void Note(double truth, double[] told, Queue<double> recent, double? linear)
        {
            _isLinear = linear is not null;
            _looks++;
            _square += Square(told[1] - truth);
            _error += Math.Abs(told[1] - truth);
            _persistence += Square(recent.Last() - truth);
            _persistenceError += Math.Abs(recent.Last() - truth);
            _runningMean += Square(recent.Average() - truth);
            _linear += Square((linear ?? 0) - truth);
            if (truth >= told[0] && truth <= told[2]) _covered++;
        }

        public readonly TrendScore Score() => new(_looks, Root(_square), _error / _looks, Root(_persistence), _persistenceError / _looks, Root(_runningMean), _isLinear ? Root(_linear) : null, _covered / (double)_looks);

        private readonly double Root(double squares) => Math.Sqrt(squares / _looks);

        private static double Square(double x) => x * x;
    }
}
