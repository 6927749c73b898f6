namespace TwinGrid.Devices.People;

/// <summary>Something that enters the body at a moment.</summary>
/// <param name="Grams">g of carbohydrate eaten.</param>
/// <param name="Units">IU of insulin given as a bolus.</param>
public readonly record struct Intake(DateTimeOffset At, double Grams, double Units);

/// <summary>What a person eats and which boluses they give: the day's meals, and what an episode does to them.</summary>
/// <param name="needs">Null for people who give no insulin.</param>
public sealed class Regimen(Person person, DailyLife life, IReadOnlyList<Episode> episodes, InsulinNeeds? needs)
{
    /// <summary>How far an overdose would take glucose down, mg/dL.</summary>
    private const double OverdoseFall = 145;

    /// <summary>A feast: g of carbohydrate per kg of body weight.</summary>
    private const double ForgottenGramsPerKg = 1.6;

    /// <summary>What enters the body in [from, to), oldest first.</summary>
    public IReadOnlyList<Intake> Between(DateTimeOffset from, DateTimeOffset to) =>
    [
        .. life.MealsBetween(from, to).Where(meal => !IsDisturbed(meal.At)).Select(meal => new Intake(meal.At, meal.Grams, Bolus(meal)))
            .Concat(episodes.SelectMany(Disturbances).Where(intake => intake.At >= from && intake.At < to))
            .OrderBy(intake => intake.At),
    ];

    /// <summary>People count carbohydrate well, not perfectly.</summary>
    private double Bolus(Meal meal) =>
        needs is null ? 0 : Math.Round(meal.Grams / needs.GramsPerUnit * (1 + 0.07 * person.Chance.Normal("bolus", meal.At.ToUnixTimeSeconds())), 1);

    private IEnumerable<Intake> Disturbances(Episode episode)
    {
        if (needs is null) yield break;
        if (episode.Decline == Decline.Hypoglycaemia)
        {
            yield return new Intake(episode.Begins, 0, Math.Round(OverdoseFall / needs.MgPerDlPerUnit, 1));
            yield return new Intake(episode.CrossesAt.AddMinutes(35), 20, 0);
            yield return new Intake(episode.CrossesAt.AddMinutes(55), 30, 0);
        }
        else if (episode.Decline == Decline.MissedBolus)
        {
            var grams = Math.Round(ForgottenGramsPerKg * person.Profile.WeightKg);
            yield return new Intake(episode.Begins, grams, 0);
            yield return new Intake(episode.CrossesAt.AddMinutes(70), 0, Math.Round(grams / needs.GramsPerUnit, 1));
        }
    }

    private bool IsDisturbed(DateTimeOffset at) => episodes.Any(episode =>
        episode.Decline is Decline.Hypoglycaemia or Decline.MissedBolus && at > episode.Begins.AddHours(-5) && at < episode.CrossesAt.AddMinutes(120));
}
