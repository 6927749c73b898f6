namespace TwinGrid.Physiology.Metabolism;

/// <summary>
/// Watches a filter's surprises for the shape that a meal nobody told leaves in them, and weighs it against chance.
/// </summary>
/// <remarks>
/// Willsky, Jones, A generalized likelihood ratio approach to the detection and estimation of jumps in linear systems, IEEE TAC 21:108,
/// 1976: a meal begun k steps ago adds grams · shape(k) to surprises that are otherwise standard normal. Here a prior on the grams stands
/// in place of their maximum, and how often meals go untold makes the likelihood ratio a probability.
/// </remarks>
internal sealed class MealWatch
{
    /// <summary>Surprises are gathered into steps of so many minutes, however often the sensor measures.</summary>
    public const double StepMin = 5;

    /// <summary>Steps looked back.</summary>
    public const int Steps = 18;

    /// <summary>Meals kept: those of the last day or two, for the page and for the night.</summary>
    private const int Kept = 6;

    /// <summary>A gap longer than this breaks the shape.</summary>
    private const double LongestGapMin = 20;

    /// <summary>An untold meal before it is measured: mean and deviation, g.</summary>
    private const double UsualG = 50;
    private const double SpreadG = 25;

    /// <summary>A meal of less is no meal.</summary>
    private const double SmallestG = 10;

    /// <summary>Untold meals in a day before anything is measured.</summary>
    private const double PerDay = 1;

    /// <summary>Odds from which a meal is likelier than not, and below which a young one is taken back.</summary>
    private const double Likely = 1;
    private const double Unlikely = 0.1;

    /// <summary>Variance of real surprises over the expected one; more while a told meal is digested otherwise than foreseen.</summary>
    private const double Usually = 1.25;
    private const double AfterToldMeal = 1.8;
    private const double DigestionMin = 240;

    /// <summary>A meal told within so many minutes of one in sight is that one.</summary>
    public const double SameMealMin = 75;
    private const int Numbers = 6;

    private readonly double[] _surprises = new double[Steps];
    private readonly List<UntoldMeal> _meals = [];
    private int _known;
    private double _sum;
    private int _count;
    private double _minutes;
    private double _sinceToldMin = DigestionMin;
    private bool _inSight;

    /// <summary>Meals seen, oldest first.</summary>
    public IReadOnlyList<UntoldMeal> Meals => _meals;

    /// <summary>Takes in the surprise of a measurement, in units of its expected deviation.</summary>
    /// <param name="minutes">Time since the measurement before.</param>
    /// <param name="at">When it was measured.</param>
    /// <param name="shapePerG">What a gram adds to the surprise of each step after the meal began.</param>
    public void Learn(double surprise, double minutes, DateTimeOffset at, ReadOnlySpan<double> shapePerG)
    {
        const double Greatest = 3.5;
        if (minutes > LongestGapMin) Forget();
        _sinceToldMin = Math.Min(_sinceToldMin + minutes, DigestionMin);
        _minutes += minutes;
        _sum += Math.Clamp(surprise, -Greatest, Greatest);
        _count++;
        if (_minutes < StepMin - 0.5) return;
        Array.Copy(_surprises, 0, _surprises, 1, Steps - 1);
        _surprises[0] = _sum / Math.Sqrt(_count);
        _known = Math.Min(_known + 1, Steps);
        (_sum, _count, _minutes) = (0, 0, 0);
        Judge(at, shapePerG);
    }

    /// <summary>A meal was told: what was seen of it is no untold one.</summary>
    public void Told(DateTimeOffset at)
    {
        _sinceToldMin = 0;
        if (_meals.RemoveAll(meal => Math.Abs((meal.At - at).TotalMinutes) < SameMealMin) > 0) Forget();
    }

    public double[] Save() => [_known, _sum, _count, _minutes, _sinceToldMin, _inSight ? 1 : 0, .. _surprises, .. _meals.SelectMany(meal => new[] { Minutes(meal.At), meal.CarbohydrateG, Minutes(meal.SeenAt) })];

    /// <summary>The watch as it was saved; a fresh one when these are not its numbers.</summary>
    public static MealWatch Restore(ReadOnlySpan<double> saved)
    {
        var watch = new MealWatch();
        if (saved.Length < Numbers + Steps) return watch;
        (watch._known, watch._sum, watch._count, watch._minutes, watch._sinceToldMin, watch._inSight) = ((int)saved[0], saved[1], (int)saved[2], saved[3], saved[4], saved[5] != 0);
        saved.Slice(Numbers, Steps).CopyTo(watch._surprises);
        for (var meal = saved[(Numbers + Steps)..]; meal.Length >= 3; meal = meal[3..]) watch._meals.Add(new(Time(meal[0]), meal[1], Time(meal[2])));
        return watch;
    }

    private void Forget() => (_known, _sum, _count, _minutes, _inSight) = (0, 0, 0, 0, false);

    private void Judge(DateTimeOffset at, ReadOnlySpan<double> shapePerG)
    {
        var (odds, grams, agoMin) = Weigh(shapePerG);
        if (odds >= Likely)
        {
            var meal = new UntoldMeal(at.AddMinutes(-agoMin), grams, _inSight ? _meals[^1].SeenAt : at);
            if (_inSight) _meals.RemoveAt(_meals.Count - 1);
            _meals.Add(meal);
            if (_meals.Count > Kept) _meals.RemoveAt(0);
            _inSight = true;
        }
        else if (odds < Unlikely && _inSight)
        {
            _inSight = false;
            if ((at - _meals[^1].At).TotalMinutes < SameMealMin) _meals.RemoveAt(_meals.Count - 1);
        }
    }

    /// <summary>Odds that a meal went untold in the time looked back on; if so, about how much and how long ago.</summary>
    private (double Odds, double Grams, double AgoMin) Weigh(ReadOnlySpan<double> shapePerG)
    {
        const double Certainty = 1 / (SpreadG * SpreadG);
        var variance = _sinceToldMin < DigestionMin ? AfterToldMeal : Usually;
        double odds = 0, grams = 0, steps = 0;
        for (var begun = 2; begun < _known; begun++)
        {
            double seen = 0, information = Certainty;
            for (var k = 0; k <= begun; k++)
            {
                seen += _surprises[k] * shapePerG[begun - k] / variance;
                information += shapePerG[begun - k] * shapePerG[begun - k] / variance;
            }
            var mean = (seen + UsualG * Certainty) / information;
            if (mean < SmallestG) continue;
            var ratio = Math.Sqrt(Certainty / information) * Math.Exp(0.5 * (mean * mean * information - UsualG * UsualG * Certainty));
            odds += ratio;
            grams += ratio * mean;
            steps += ratio * begun;
        }
        return odds > 0 ? (odds * PerDay * StepMin / 1440, grams / odds, steps / odds * StepMin) : default;
    }

    private static double Minutes(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalMinutes;

    private static DateTimeOffset Time(double minutes) => DateTimeOffset.UnixEpoch.AddTicks((long)Math.Round(minutes * TimeSpan.TicksPerMinute));
}
