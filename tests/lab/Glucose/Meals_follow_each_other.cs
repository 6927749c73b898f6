namespace TwinGrid.Lab.Tests.Glucose;

/// <summary>The eating of the published implementation: 5 g/min, and what is begun while one still eats is eaten after it as the same meal.</summary>
public sealed class Meals_follow_each_other : IDisposable
{
    private readonly Lab _lab = new();

    [Theory]
    [InlineData("""{"60": 60, "65": 40}""")] // begun while eating
    [InlineData("""{"60": 60, "72": 40}""")] // begun in the minute after the last bite
    [InlineData("""{"60": 12.5, "61": 0, "62": 87.5}""")]
    public void a_meal_begun_while_eating_is_more_of_it(string meals) => Course(meals).ShouldBe(Course("""{"60": 100}"""));

    [Fact]
    public void a_meal_begun_a_minute_after_eating_is_another()
    {
        var (one, two) = (Course("""{"60": 100}"""), Course("""{"60": 60, "73": 40}"""));
        one.Zip(two, (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(1);
    }

    [Fact]
    public void a_meal_at_minute_0_is_that_of_minute_60_an_hour_earlier() =>
        Course("""{"0": 60}""")[..200].Zip(Course("""{"60": 60}""")[12..212], (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-3);

    [Fact]
    public void basal_insulin_that_is_given_replaces_the_persons_own()
    {
        Course("{}", "\"basalUPerMin\": 0").Max().ShouldBeGreaterThan(250);
        Course("{}", "\"basalUPerMin\": 0.1").Min().ShouldBeLessThan(80);
        Course("{}").ShouldAllBe(glucose => Math.Abs(glucose - 142.63) < 1e-6);
    }

    [Fact]
    public void a_dose_that_nobody_survives_is_said()
    {
        Course("{}", "\"bolusU\": {\"0\": 60}").Min().ShouldBeLessThan(20);
        _lab.Errors.ShouldContain("nobody lives so");
    }

    [Fact]
    public void where_a_gut_is_too_fast_for_the_steps_more_are_taken_and_it_is_said()
    {
        var fast = Anna.Patients.Replace("0.13401", "1.6", StringComparison.Ordinal);
        var coarse = Run(fast, """{"60": 60}""", "", "--steps-per-minute", "1");
        _lab.Errors.ShouldContain("--steps-per-minute 1 might stray by 0.01 mg/dL here");
        coarse.Zip(Run(fast, """{"60": 60}""", "", "--steps-per-minute", "60"), (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(.01);
    }

    private double[] Course(string meals, string more = "") => Run(Anna.Patients, meals, more);

    private double[] Run(string patients, string meals, string more, params string[] options)
    {
        var day = _lab.Put("day.json", $$"""{"durationMin": 1440, "mealsG": {{meals}}{{(more.Length > 0 ? "," : "")}} {{more}}}""");
        return _lab.Table(["simulate", "uva-padova", "--parameters", _lab.Put("patients.csv", patients), "--patient", Anna.Name, "--scenario", day, .. options])["cgm_mgdl"];
    }

    public void Dispose() => _lab.Dispose();
}
