namespace TwinGrid.Physiology.Metabolism;

/// <summary>How announced carbohydrate reaches the stomach: at most 5 g a minute, or evenly over the time the meal takes.</summary>
/// <remarks>
/// The meal size that governs gastric emptying is what lay in the stomach when eating began plus what was eaten since (convention of
/// the published UVA/Padova implementation).
/// </remarks>
public struct Eating : IEquatable<Eating>
{
    /// <summary>Fastest eating, mg/min.</summary>
    public const double FastestMgPerMin = 5000;

    /// <summary>Carbohydrate still to be eaten, mg.</summary>
    public double AheadMg { get; private set; }

    /// <summary>Rate of eating, mg/min.</summary>
    public double RateMgPerMin { get; private set; }

    /// <summary>Size of the present meal, mg; 0 before any.</summary>
    public double MealMg { get; private set; }

    /// <summary>Whether the last minute was one of eating.</summary>
    public bool IsEating { get; private set; }

    /// <summary>The state as it was saved.</summary>
    public static Eating Restore(double aheadMg, double rateMgPerMin, double mealMg, bool isEating) =>
        new() { AheadMg = aheadMg, RateMgPerMin = rateMgPerMin, MealMg = mealMg, IsEating = isEating };

    /// <summary>A meal begins, or more of it.</summary>
    /// <param name="carbohydrateMg">Carbohydrate, mg.</param>
    /// <param name="minutes">How long it takes; 0 for as fast as one eats.</param>
    public void Begin(double carbohydrateMg, double minutes = 0)
    {
        var rate = minutes > 0 ? Math.Min(carbohydrateMg / minutes, FastestMgPerMin) : FastestMgPerMin;
        RateMgPerMin = AheadMg > 0 ? Math.Max(rate, RateMgPerMin) : rate;
        AheadMg += carbohydrateMg;
    }

    /// <summary>The next stretch of time: what is eaten in it, mg/min.</summary>
    /// <param name="minutes">Length of the stretch, at most a minute.</param>
    /// <param name="stomachMg">What the stomach holds now, mg.</param>
    public double Eat(double minutes, double stomachMg)
    {
        if (AheadMg <= 0)
        {
            IsEating = false;
            return 0;
        }
        var eaten = Math.Min(RateMgPerMin * minutes, AheadMg);
        if (!IsEating) MealMg = stomachMg;
        IsEating = true;
        AheadMg -= eaten;
        if (AheadMg < 1e-9) AheadMg = 0;
        MealMg += eaten;
        return eaten / minutes;
    }

    public readonly bool Equals(Eating other) =>
        (AheadMg, RateMgPerMin, MealMg, IsEating) == (other.AheadMg, other.RateMgPerMin, other.MealMg, other.IsEating);

    public override readonly bool Equals(object? obj) => obj is Eating other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(AheadMg, RateMgPerMin, MealMg, IsEating);

    public static bool operator ==(Eating a, Eating b) => a.Equals(b);

    public static bool operator !=(Eating a, Eating b) => !a.Equals(b);
}
