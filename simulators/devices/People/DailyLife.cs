using TwinGrid.Patients;

namespace TwinGrid.Devices.People;

/// <summary>A meal: when it starts and how much carbohydrate it holds.</summary>
/// <param name="Grams">g of carbohydrate.</param>
public readonly record struct Meal(DateTimeOffset At, double Grams);

/// <summary>Sleep, meals and exertion of a person: the same person lives the same day each time it is asked about.</summary>
/// <param name="utcOffset">The clock the person lives by.</param>
public sealed class DailyLife(Person person, TimeSpan utcOffset)
{
    private static readonly (string Name, double Hour, double Grams)[] Meals = [("breakfast", 7.6, 45), ("lunch", 12.5, 65), ("dinner", 18.8, 70)];

    private readonly Chance _chance = person.Chance;

    /// <summary>People with type 2 diabetes have learnt to eat less carbohydrate.</summary>
    private readonly double _appetite = person.Diabetes == DiabetesType.Type2 ? 0.65 : 1;

    /// <summary>Length of one sport session, h.</summary>
    private const double SportHours = 0.75;

    /// <summary>How deep the person sleeps: 0 awake, 1 asleep, in between while falling asleep or waking (half an hour each).</summary>
    public double Sleep(DateTimeOffset at)
    {
        var hour = HourOfDay(at);
        var asleepSince = Forward(from: BedHour, to: hour);
        var length = Forward(from: BedHour, to: WakeHour);
        if (asleepSince > length) return 0;
        return Math.Clamp(Math.Min(asleepSince, length - asleepSince) / 0.5, 0, 1);
    }

    /// <summary>Exertion from 0 (lying) over 0.25 (walking) to 1 (all the person can).</summary>
    public double Exertion(DateTimeOffset at)
    {
        var awake = 1 - Sleep(at);
        if (awake == 0) return 0;
        if (person.Whereabouts == Whereabouts.Ward) return awake * 0.02;
        var walking = Math.Clamp(0.9 * _chance.Wander("walk", at, TimeSpan.FromMinutes(14)) - 0.45, 0, 1) * 0.25;
        return awake * Math.Max(0.03 + walking, Sport(at));
    }

    /// <summary>Carbohydrate meals that begin in [from, to), oldest first.</summary>
    public IEnumerable<Meal> MealsBetween(DateTimeOffset from, DateTimeOffset to)
    {
        for (var day = Day(from) - 1; day <= Day(to) + 1; day++)
        {
            foreach (var (name, hour, grams) in Meals)
            {
                var at = Midnight(day).AddHours(hour + 0.4 * _chance.Normal(name, day));
                at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMinute));
                if (at >= from && at < to) yield return new Meal(at, Math.Round(_appetite * grams * _chance.Between(0.75, 1.25, name + " size", day)));
            }
        }
    }

    /// <summary>Hour of the person's own day, 0 ≤ h &lt; 24.</summary>
    public double HourOfDay(DateTimeOffset at) => at.ToOffset(utcOffset).TimeOfDay.TotalHours;

    /// <summary>When sleep ended on the person's day that holds <paramref name="at"/>, and how many hours it lasted.</summary>
    public (DateTimeOffset WokeAt, double Hours) LastNight(DateTimeOffset at) =>
        (Midnight(Day(at)).AddMinutes(Math.Round(WakeHour * 60)), Forward(BedHour, WakeHour) - 0.5);

    /// <summary>Every third evening or so, people at home do sport: a quarter of an hour to warm up and to cool down.</summary>
    private double Sport(DateTimeOffset at)
    {
        var day = Day(at);
        if (_chance.Uniform("sport", day) > 0.35) return 0;
        var since = HourOfDay(at) - _chance.Between(16.5, 18, "sport hour", day);
        if (since < 0 || since > SportHours) return 0;
        return 0.5 * Math.Clamp(Math.Min(since, SportHours - since) / 0.25, 0, 1);
    }

    private double BedHour => (22.6 + 0.5 * _chance.Normal("bed")) % 24;

    private double WakeHour => 6.4 + 0.4 * _chance.Normal("wake");

    private long Day(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(utcOffset).DateTime).DayNumber;

    private DateTimeOffset Midnight(long day) => new(DateOnly.FromDayNumber((int)day).ToDateTime(TimeOnly.MinValue), utcOffset);

    private static double Forward(double from, double to) => (to - from + 24) % 24;
}
