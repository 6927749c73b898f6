using TwinGrid.Physiology.Metabolism;
using Xunit.Abstractions;

namespace TwinGrid.Physiology.Tests.Metabolism;

/// <summary>Continuous glucose of people whose meals and doses are not told; compared with persistence.</summary>
public sealed class A_glucose_twin_beside_real_people(ITestOutputHelper output)
{
    private static readonly double[] Levels = [.05, .25, .50, .75, .95];

    [SkippableFact]
    public void people_without_diabetes_are_foreseen_better_than_by_persistence() =>
        Compare("hall2018_cgm.csv", MetabolismKind.Healthy, everyNth: 8);

    [SkippableFact]
    public void people_with_type_1_are_foreseen_better_than_by_persistence() =>
        Compare("dubosson2018_cgm_hr_activity.csv", MetabolismKind.Type1, everyNth: 2);

    private void Compare(string file, MetabolismKind kind, int everyNth)
    {
        var score = new Score();
        foreach (var person in RecordedPeople.Of(file).Where((_, i) => i % everyNth == everyNth - 1)) Follow(kind, person, score);
        output.WriteLine($"{score.Count} forecasts an hour ahead: RMSE {score.Twin:0.00}, persistence {score.Persistence:0.00}, within 90 %: {score.Coverage:0.000}");
        score.Count.ShouldBeGreaterThan(300);
        score.Twin.ShouldBeLessThan(0.97 * score.Persistence);
        score.Coverage.ShouldBeInRange(0.80, 0.97);
    }

    private static void Follow(MetabolismKind kind, (DateTimeOffset At, double MgPerDl)[] person, Score score)
    {
        var twin = GlucoseTwin.Start(new(kind, 75, 45), person[0].At, person[0].MgPerDl);
        for (var i = 1; i < person.Length; i++)
        {
            if (person[i].At <= twin.At) continue;
            twin.Advance(person[i].At, []);
            twin.Assimilate(person[i].MgPerDl);
            if (i % 6 != 0 || i < 48) continue;
            var hour = person[i].At.AddHours(1);
            var later = Array.FindIndex(person, i, sample => (sample.At - hour).Duration() < TimeSpan.FromMinutes(2));
            if (later < 0) continue;
            var course = twin.Forecast(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), Levels, []);
            course.Values.ShouldAllBe(values => values.All(double.IsFinite));
            score.Add([.. course.Values.Select(values => values[11])], person[i].MgPerDl, person[later].MgPerDl);
        }
    }

    private sealed class Score
    {
        private double _twin, _persistence;
        private int _within;

        public int Count { get; private set; }

        public double Twin => Math.Sqrt(_twin / Count);

        public double Persistence => Math.Sqrt(_persistence / Count);

        public double Coverage => (double)_within / Count;

        public void Add(double[] quantiles, double now, double later)
        {
            Count++;
            _twin += Math.Pow(quantiles[2] - later, 2);
            _persistence += Math.Pow(now - later, 2);
            if (quantiles[0] <= later && later <= quantiles[^1]) _within++;
        }
    }
}
