namespace TwinGrid.Physiology.Tumours;

/// <summary>A tumour's size under a dose that is constant within each week: Claret's model in closed form, time in weeks.</summary>
/// <remarks>Claret, Girard, Hoff, et al., J Clin Oncol 27:4103, 2009.</remarks>
/// <param name="Growth">1/week.</param>
/// <param name="Kill">1/week per g a week.</param>
/// <param name="Resistance">How fast the kill is lost, 1/week.</param>
public sealed record WeeklyExposure(double Growth, double Kill, double Resistance)
{
    /// <summary>5-fluorouracil in colorectal cancer, the typical patient.</summary>
    public static WeeklyExposure Fluorouracil { get; } = new(.015, .058, .042);

    /// <summary>The size at the end of a week.</summary>
    /// <param name="size">At the start.</param>
    /// <param name="weeks">How many have passed; need not be whole.</param>
    /// <param name="dose">Of a week, counted from 0, g.</param>
    public double Size(double size, double weeks, Func<int, double> dose)
    {
        ArgumentNullException.ThrowIfNull(dose);
        if (!(weeks >= 0) || !double.IsFinite(weeks)) throw new ArgumentOutOfRangeException(nameof(weeks), weeks, "A time after the start is wanted.");
        var killed = 0.0;
        for (var week = 0; week < weeks; week++)
        {
            var end = Math.Min(week + 1, weeks);
            killed += dose(week) * Kill * (Math.Exp(-Resistance * week) - Math.Exp(-Resistance * end)) / Resistance;
        }
        return size * Math.Exp(Growth * weeks - killed);
    }
}
