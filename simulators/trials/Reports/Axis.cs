namespace TwinGrid.Trials.Reports;

/// <summary>Where figures lie on a line of a drawing, with round ticks.</summary>
internal sealed class Axis
{
    private readonly double _from, _to;
    private readonly bool _isLogarithmic;

    /// <param name="from">Pixels of the least.</param>
    /// <param name="to">Pixels of the most.</param>
    public Axis(double least, double most, double from, double to, int ticks = 6, bool isLogarithmic = false)
    {
        (_from, _to, _isLogarithmic) = (from, to, isLogarithmic);
        if (!(most > least)) (least, most) = isLogarithmic ? (least / 2, least * 2) : (least - 1, least + 1);
        (Least, Most) = (least, most);
        Ticks = isLogarithmic ? Logarithmic(least, most) : Linear(least, most, ticks);
    }

    public double Least { get; }

    public double Most { get; }

    public IReadOnlyList<double> Ticks { get; }

    public double From => _from;

    public double To => _to;

    /// <summary>Pixels of a figure; those beyond the ends lie at them.</summary>
    public double At(double figure)
    {
        var share = _isLogarithmic ? Math.Log(Math.Max(figure, 1e-300) / Least) / Math.Log(Most / Least) : (figure - Least) / (Most - Least);
        return _from + Math.Clamp(share, 0, 1) * (_to - _from);
    }

    /// <summary>An axis whose ends are round.</summary>
    public static Axis Round(double least, double most, double from, double to, int ticks = 6)
    {
        if (!(most > least)) (least, most) = (least - 1, most + 1);
        var step = Step(most - least, ticks);
        return new(Math.Floor(least / step + 1e-9) * step, Math.Ceiling(most / step - 1e-9) * step, from, to, ticks);
    }

    private static double[] Linear(double least, double most, int ticks)
    {
        var step = Step(most - least, ticks);
        var first = Math.Ceiling(least / step - 1e-9);
        return [.. Enumerable.Range(0, 40).Select(i => (first + i) * step).TakeWhile(tick => tick <= most + 1e-9 * step)];
    }

    private static double Step(double span, int ticks)
    {
        var rough = span / ticks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return new[] { 1, 2, 2.5, 5, 10 }.Select(step => step * power).First(step => step >= rough * .999);
    }

    private static double[] Logarithmic(double least, double most)
    {
        double[] all = [.. Enumerable.Range(-6, 13).SelectMany(power => new[] { 1, 2, 5 }.Select(digit => digit * Math.Pow(10, power))), .25, .5, .75, 1.25, 1.5];
        double[] within = [.. all.Distinct().Where(tick => tick >= least * .999 && tick <= most * 1.001).Order()];
        // Wide axes need no quarters.
        return most / least > 6 ? [.. within.Where(tick => tick is not (.75 or 1.25 or 1.5 or .25))] : within;
    }
}
