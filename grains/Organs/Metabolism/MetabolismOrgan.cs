using TwinGrid.Forecasts;
using TwinGrid.Grains.Treatments;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Physiology.Forecasting.Learned;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs.Metabolism;

/// <summary>
/// Glucose and insulin: UVA/Padova for type 1, Dalla Man 2007 for healthy and type 2, calibrated to the patient by what the sensors show: by day sample by
/// sample, at night by looking back on the whole day.
/// </summary>
[GrainType(OrganCatalogue.Metabolism)]
public sealed class MetabolismOrgan(OrganServices shared)
    : OrganGrain<MetabolismState>(OrganCatalogue.Metabolism, shared)
{
    /// <summary>No glucose forecast from older data (PROMISES L6, after Nightscout).</summary>
    private static readonly TimeSpan OldestData = TimeSpan.FromMinutes(10);

    /// <summary>Days that a night looks back on at most, when nights before it were missed.</summary>
    private const int MostDays = 3;

    private static readonly TimeSpan CourseStep = TimeSpan.FromMinutes(10);

    /// <summary>Who is assumed while no profile is known.</summary>
    private static readonly MetabolismPatient Adult = new(MetabolismKind.Healthy, WeightKg: 70, AgeYears: 45);

    private const string NoModelYet = "glucose";

    private static readonly ScenarioEventKind[] Known = [ScenarioEventKind.Meal, ScenarioEventKind.Insulin, ScenarioEventKind.Exercise, ScenarioEventKind.SkippedDose];

    private Following? _standing;

    private Following Standing => _standing ??= new Following(
        State.Model is { } saved ? GlucoseTwin.Restore(PatientOf(State.Profile, saved.At), saved.ToModel()) : null, State.Ahead.Select(dose => dose.ToModel()), new GlucosePast(State.Measured, State.Habits), State.DiabeticAt);

    protected override TimeSpan BucketOf(Signal signal) => signal is Signal.Glucose or Signal.BloodGlucose ? TimeSpan.FromMinutes(1) : TimeSpan.Zero;

    protected override void Wake()
    {
        _standing = null;
        _ = Standing;
    }

    protected override void LieDown() => _standing = null;

    protected override void StartAnew()
    {
        State.Model = null;
        State.Ahead = [];
        _standing = null;
    }

    protected override void Store()
    {
        State.Model = Standing.Model is { } model ? SavedGlucoseTwin.Of(model.Save()) : null;
        State.Ahead = [.. Standing.Ahead.Select(SavedDose.Of)];
        State.Habits = Standing.Past.Habits;
        State.DiabeticAt = Standing.DiabeticAt;
        if (State.Model is { } stored && State.Person is { } person && person.Version == stored.Version)
            State.Person = person with { Version = stored.Version }; // one string and not two that are equal: equal states are equal bytes
    }

    protected override void Consume(IReadOnlyList<WaitingSample> samples) => Standing.Follow(samples, Start, CourseOf(Signal.Glucose, CourseStep));

    protected override string Believe(Signal signal, CourseRing course) => Present(DateTimeOffset.MaxValue, course).Model?.ModelVersion ?? NoModelYet;

    protected override Forecast LookAhead(Signal signal, TimeSpan horizon, DateTimeOffset asOf, IReadOnlyList<ScenarioEvent> events)
    {
        if (NewestGlucose(asOf) is not { } newest)
            return Forecasts.Forecast.Decline(signal, asOf, NoModelYet, null, "No glucose has been observed yet.");
        var age = asOf - newest;
        if (age > OldestData)
            return Forecasts.Forecast.Decline(signal, asOf, Standing.Model?.ModelVersion ?? NoModelYet, age, $"The newest glucose is {age.TotalMinutes:0} min old; a forecast needs one of the last {OldestData.TotalMinutes:0} min.");
        if (ScenarioWords.Unknown(events, Known) is { } unknown)
            return Forecasts.Forecast.Decline(signal, asOf, Standing.Model?.ModelVersion ?? NoModelYet, age, $"The glucose model does not know what {unknown} would change; it knows {ScenarioWords.Of(Known)}.");
        var present = Present(asOf);
        var model = present.Model!; // stands at the newest glucose: what was measured is where a forecast begins
        var recent = present.Past.Recent(model.At);
        var forecaster = new GlucoseForecaster(LearnedForecast.ShippedFor(PatientOf(State.Profile, asOf).Kind));
        if (UntoldDiabetes.Doubt(State.Profile, present.DiabeticAt, asOf) is { } doubt && forecaster.LearnedShare(model, recent, present.Ahead) < 0.5)
            return Forecasts.Forecast.Decline(signal, asOf, model.ModelVersion, age, doubt);
        var course = forecaster.Forecast(model, recent, Reach(horizon, asOf - model.At), present.Ahead, [.. events.Select(planned => GlucoseEvents.Of(planned, asOf)).OrderBy(e => e.At)]);
        return new Forecast(
            signal, asOf, asOf + course.Step, course.Step, course.Levels, [.. course.Values.Select(values => From(values, (asOf - model.At) / course.Step, (int)(horizon / course.Step)))],
            forecaster.VersionFor(model, recent), age, null);
    }

    /// <summary>So far a course from the newest glucose must reach to hold a horizon that begins later.</summary>
    private static TimeSpan Reach(TimeSpan horizon, TimeSpan later) =>
        TimeSpan.FromTicks(Math.Min((horizon + later + Forecasts.Forecast.StandardStep).Ticks, TimeSpan.TicksPerDay));

    /// <summary>A course that begins so many steps later: straight between its points.</summary>
    private static double[] From(double[] values, double later, int points)
    {
        var (whole, into) = ((int)later, later - Math.Floor(later));
        return [.. Enumerable.Range(0, points).Select(i => (1 - into) * At(i + whole) + into * At(i + whole + 1))];

        double At(int index) => values[Math.Clamp(index, 0, values.Length - 1)];
    }

    protected override OrganGlance LookAt()
    {
        var model = Present(DateTimeOffset.MaxValue).Model;
        return new(
            OrganCatalogue.Metabolism, model?.ModelVersion ?? NoModelYet,
            [.. (model?.Estimates ?? []).Select(estimate => new OrganEstimate(estimate.Name, estimate.Value, estimate.StandardDeviation, estimate.Unit, estimate.IsIdentified))],
            model?.CalibratedAt, State.Trouble, State.LearnedNight,
            [.. (model?.UntoldMeals ?? []).Select(meal => new OrganFinding(OrganFinding.UntoldMeal, meal.At, meal.CarbohydrateG, "g", meal.SeenAt))]);
    }

    /// <remarks>
    /// Each day is looked back on once, in order, and each from where the night before ended: no measurement counts twice. The model has seen the same
    /// measurements as they came; what the nights found therefore replaces what it believes of the person, and is not added to it.
    /// </remarks>
    protected override async Task Learn(VitalsPast past, DateTimeOffset night)
    {
        if (Present(night).Model is not { } model) return;
        var person = State.Person is { } saved && saved.Version == model.ModelVersion ? saved : null;
        var start = night.AddDays(-MostDays);
        for (var day = start; day < night; day = day.AddDays(1))
        {
            if (person is not null && person.At > day.AddHours(12)) continue; // more than half of it is in there: quiet hours may have been moved
            var recalled = await DayOfGlucose.Recall(past, day, model.UntoldMeals);
            if (model.LookBack(recalled, person?.After(day.AddDays(1), model.Personal)) is { } found) person = SavedPerson.Of(model.ModelVersion, day.AddDays(1), found.Person);
        }
        if (person is null || person == State.Person) return;
        State.Person = person;
        Standing.Model?.Believe(person.After(night, model.Personal));
    }

    /// <summary>A copy that has followed what still waits in the window.</summary>
    private Following Present(DateTimeOffset asOf, CourseRing? course = null)
    {
        var present = Standing.Copy();
        present.Follow(State.Window.Waiting.Where(sample => sample.Sign.ObservedAt <= asOf), Start, course);
        return present;
    }

    /// <summary>The model at a first glucose; what nights have found of the person is not forgotten.</summary>
    private GlucoseTwin Start(VitalSign glucose)
    {
        var model = GlucoseTwin.Start(PatientOf(State.Profile, glucose.ObservedAt), glucose.ObservedAt, glucose.Value);
        if (State.Person is { } person && person.Version == model.ModelVersion) model.Believe(person.After(glucose.ObservedAt, model.Personal));
        return model;
    }

    private DateTimeOffset? NewestGlucose(DateTimeOffset asOf) => State.Window.Waiting
        .LastOrDefault(sample => sample.Sign.IsBelieved && sample.Sign.ObservedAt <= asOf && sample.Sign.Signal is Signal.Glucose or Signal.BloodGlucose) is { DeviceId: not null } waiting
            ? waiting.Sign.ObservedAt
            : Standing.Model?.At;

    private static MetabolismPatient PatientOf(PatientProfile? profile, DateTimeOffset at) => new(
        PrescribedInsulin.KindOf(profile, at), profile?.WeightKg ?? Adult.WeightKg, profile?.AgeYears(at) ?? Adult.AgeYears)
    {
        BasalIUPerDay = PrescribedInsulin.BasalPerDay(profile, at),
    };
}
