using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Individualisation;

/// <summary>The amount that brings a patient to a target.</summary>
/// <param name="Amount">Of each of the doses in question, within the bounds given.</param>
/// <param name="Reached">The target's figure with that amount.</param>
/// <param name="Low">5 % quantile of that figure: what is not yet known of the patient.</param>
/// <param name="High">95 % quantile.</param>
/// <param name="IsBounded">Whether the amount ended at a bound and the target is missed.</param>
public sealed record NextDose(double Amount, double Reached, double Low, double High, bool IsBounded)
{
    private const double Quantile95 = 1.6448536269514722;

    /// <summary>For a concentration at a time, such as a trough.</summary>
    /// <param name="estimate">The patient.</param>
    /// <param name="given">What was given and is certain.</param>
    /// <param name="next">What is to be given, its amounts to be found; they keep their relation to each other.</param>
    /// <param name="time">h.</param>
    /// <param name="target">Concentration wanted.</param>
    /// <param name="least">Smallest amount allowed for the first of the doses.</param>
    /// <param name="most">Greatest amount allowed for it.</param>
    public static NextDose ForConcentration(IndividualEstimate estimate, Regimen given, Regimen next, double time, double target, double least, double most) =>
        Find(given, next, target, least, most, regimen =>
        {
            var course = estimate.Predict(regimen, [time]);
            return (course.Concentrations[0], course.Covariance[0, 0]);
        });

    /// <summary>For an area under the concentration between two times, such as a day's.</summary>
    /// <inheritdoc cref="ForConcentration"/>
    public static NextDose ForExposure(IndividualEstimate estimate, Regimen given, Regimen next, double from, double to, double target, double least, double most) =>
        Find(given, next, target, least, most, regimen =>
        {
            var course = estimate.Predict(regimen, [from, to]);
            var spread = course.ExposureCovariance;
            return (course.Exposures[1] - course.Exposures[0], spread[0, 0] + spread[1, 1] - 2 * spread[0, 1]);
        });

    /// <summary>The kinetics are linear: two amounts tell what any other does.</summary>
    private static NextDose Find(Regimen given, Regimen next, double target, double least, double most, Func<Regimen, (double Figure, double Variance)> look)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(next);
        if (!(least >= 0 && most > least)) throw new ArgumentOutOfRangeException(nameof(most), most, $"The amounts allowed, {least} to {most}, are no range above 0.");
        var first = next.Doses.Count > 0 ? next.Doses[0].Amount : 0;
        if (!(first > 0)) throw new ArgumentException("The doses in question need a first one with an amount above 0, from which their relation is seen.", nameof(next));
        var (without, with) = (look(With(0)).Figure, look(With(first)).Figure);
        if (!(with > without)) throw new ArithmeticException("The doses in question do not reach the time in question.");
        var wanted = (target - without) / (with - without) * first;
        var amount = Math.Clamp(wanted, least, most);
        var (figure, variance) = look(With(amount));
        // The spread is taken as log-normal: concentrations are not negative.
        var spread = Math.Exp(Quantile95 * Math.Sqrt(variance) / figure);
        return new(amount, figure, figure / spread, figure * spread, wanted != amount);

        Regimen With(double size) => given.With(next.Doses.Select(dose => dose with { Amount = dose.Amount * size / first }));
    }
}
