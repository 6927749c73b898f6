using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>
/// How soon and how surely a twin sees meals that nobody told. Each person lives a week under a continuous sensor: three days of told meals
/// (the first two to be learnt from), a day without any, and three days with breakfast told and one meal of 30, 60 or 90 g untold.
/// </summary>
/// <param name="sensor">The sensor they wear; read each five minutes.</param>
public sealed class UntoldMealTrial(ContinuousSensor sensor)
{
    private const int DayMin = 1440;
    private const int Days = 7;
    private const int ToldDay = 2;
    private const int QuietDay = 3;
    private static readonly int[] Sizes = [30, 60, 90];
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A meal counts as seen within so many minutes; what is raised later or without one is false.</summary>
    private const int InTimeMin = 120;

    /// <summary>All people's week.</summary>
    public UntoldMealReport Run(IReadOnlyList<VirtualEater> people, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(people);
        var report = new UntoldMealReport { People = people.Count };
        for (var i = 0; i < people.Count; i++) Live(people[i], i, new CounterNoise(seed * 1_000_003 + (ulong)i), report);
        return report;
    }

    private void Live(VirtualEater person, int number, CounterNoise noise, UntoldMealReport report)
    {
        var told = new Dictionary<int, double>();
        var untold = new Dictionary<int, int>();
        for (var day = 0; day < Days; day++)
        {
            if (day == QuietDay) continue;
            Plan(told, day, 430, 45);
            if (day < QuietDay)
            {
                Plan(told, day, 730, 70);
                Plan(told, day, 1090, 80);
            }
            else
            {
                untold[day * DayMin + 700 + (int)(noise.Uniform(day, 0, 2) * 240)] = Sizes[(day + number) % Sizes.Length];
            }
        }
        var boluses = person.BasalIUPerH > 0 ? told.ToDictionary(meal => meal.Key, meal => meal.Value / person.GPerIU) : [];
        var course = person.Live(new()
        {
            DurationMin = Days * DayMin, BolusU = boluses,
            MealsG = told.Concat(untold.Select(meal => new KeyValuePair<int, double>(meal.Key, meal.Value))).ToDictionary(),
        });
        var shown = (sensor with { SampleMin = 5 }).Read([.. course.Select(sample => sample.SensorGlucose)], noise);
        report.Count(untold, [.. Raised(person, shown, EventsOf(person, told, boluses))]);

        void Plan(Dictionary<int, double> meals, int day, int minute, double grams) => meals[day * DayMin + minute + (int)(40 * (noise.Uniform(day, minute, 1) - 0.5))] = grams;
    }

    /// <summary>Minutes at which a meal is first in sight, with what is believed of it an hour after it began.</summary>
    private static IEnumerable<(int Minute, UntoldMeal Meal)> Raised(VirtualEater person, double[] shown, MetabolicEvent[] events)
    {
        var twin = GlucoseTwin.Start(person.Patient, Midnight, shown[0]);
        for (var i = 1; i < shown.Length; i++)
        {
            var from = twin.At;
            var to = Midnight.AddMinutes(5 * i);
            twin.Advance(to, [.. events.Where(e => e.At >= from && e.At < to)]);
            twin.Assimilate(shown[i]);
            if (twin.UntoldMeals is [.., var meal] && meal.SeenAt == to) yield return (5 * i, meal);
        }
    }

    private static MetabolicEvent[] EventsOf(VirtualEater person, Dictionary<int, double> told, Dictionary<int, double> boluses) =>
    [
        .. person.BasalIUPerH > 0 ? [new MetabolicEvent(Midnight, MetabolicEventKind.InsulinBasalRateIUPerH, person.BasalIUPerH, TimeSpan.Zero)] : Array.Empty<MetabolicEvent>(),
        .. told.Select(meal => new MetabolicEvent(Midnight.AddMinutes(meal.Key), MetabolicEventKind.CarbohydrateG, meal.Value, TimeSpan.Zero)),
        .. boluses.Select(bolus => new MetabolicEvent(Midnight.AddMinutes(bolus.Key), MetabolicEventKind.InsulinBolusIU, bolus.Value, TimeSpan.Zero)),
    ];

    /// <summary>What a trial found.</summary>
    public sealed class UntoldMealReport
    {
        private readonly Dictionary<int, List<int>> _delays = Sizes.ToDictionary(size => size, _ => new List<int>());
        private int _onToldDays;
        private int _onQuietDays;

        /// <summary>How many lived through it, each with one told and one quiet day that are counted and three untold meals.</summary>
        public required int People { get; init; }

        /// <summary>False sightings a day on which every meal was told.</summary>
        public double FalsePerToldDay => (double)_onToldDays / People;

        /// <summary>False sightings a day on which nobody ate.</summary>
        public double FalsePerQuietDay => (double)_onQuietDays / People;

        /// <summary>Share of the meals of so many grams (30, 60, 90) that were seen within two hours.</summary>
        public double SeenShare(int grams) => (double)_delays[grams].Count / People;

        /// <summary>Median time until the seen ones of so many grams were, min; null when none was.</summary>
        public double? MedianDelayMin(int grams) => _delays[grams] is { Count: > 0 } delays ? delays.Order().ElementAt(delays.Count / 2) : null;

        internal void Count(Dictionary<int, int> untold, IReadOnlyList<(int Minute, UntoldMeal Meal)> raised)
        {
            foreach (var (eaten, grams) in untold)
                if (raised.FirstOrDefault(seen => seen.Minute > eaten && seen.Minute <= eaten + InTimeMin) is { Minute: > 0 } first)
                    _delays[grams].Add(first.Minute - eaten);
            _onToldDays += raised.Count(seen => seen.Minute / DayMin == ToldDay);
            _onQuietDays += raised.Count(seen => seen.Minute / DayMin == QuietDay);
        }
    }
}
