namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>What is given when. Never changes.</summary>
public sealed class Regimen
{
    /// <summary>h, less what makes a dose of every 24 h one of the day before.</summary>
    private const double Day = 24 - 1e-6;

    private readonly Dose[] _doses;

    /// <param name="doses">With their repetitions, in any order.</param>
    /// <exception cref="ArgumentException">A dose is not possible; the message says which and why.</exception>
    public Regimen(params IEnumerable<Dose> doses)
    {
        _doses = [.. doses];
        for (var i = 0; i < _doses.Length; i++)
            if (_doses[i].Fault is { } fault) throw new ArgumentException($"Dose {i + 1}: {fault}", nameof(doses));
    }

    /// <summary>As they were given, repetitions unexpanded.</summary>
    public IReadOnlyList<Dose> Doses => _doses;

    /// <summary>Every single dose, rising in time; a steady-state mark stands on the first of its series alone.</summary>
    public IReadOnlyList<Dose> Single() =>
        [.. _doses.SelectMany(dose => Enumerable.Range(0, dose.Additional + 1).Select(i => dose with
        {
            Time = dose.Time + i * dose.Interval, Additional = 0, IsSteadyState = dose.IsSteadyState && i == 0,
        })).OrderBy(dose => dose.Time)];

    /// <summary>What is given in the last 24 hours of it.</summary>
    public DailyDose LastDay()
    {
        var doses = Single();
        var last = doses.Where(dose => doses[^1].Time - dose.Time < Day).ToArray();
        return new(last.Where(dose => dose.Route == DoseRoute.Depot).Sum(dose => dose.Amount), last.Where(dose => dose.Route != DoseRoute.Depot).Sum(dose => dose.Amount));
    }

    /// <summary>This regimen and more.</summary>
    public Regimen With(params IEnumerable<Dose> more) => new(_doses.Concat(more));

    /// <summary>This regimen without the doses that would be given in a stretch of time.</summary>
    /// <param name="from">First time without, h.</param>
    /// <param name="to">First time with again, h.</param>
    public Regimen Hold(double from, double to) => new(Single().Where(dose => dose.Time < from || dose.Time >= to));

    /// <summary>This regimen with the amounts from a time on multiplied.</summary>
    /// <param name="from">h.</param>
    /// <param name="factor">Not negative.</param>
    public Regimen Scale(double from, double factor) => new(Single().Select(dose => dose.Time >= from ? dose with { Amount = dose.Amount * factor } : dose));
}

/// <summary>What is given in a day, in the drug's unit.</summary>
/// <param name="Swallowed">Into the depot.</param>
/// <param name="IntoBlood">At once, or as an infusion.</param>
public readonly record struct DailyDose(double Swallowed, double IntoBlood = 0)
{
    public double Amount => Swallowed + IntoBlood;
}
