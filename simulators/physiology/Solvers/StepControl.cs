using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>
/// Chooses the steps of an adaptive solver. All lanes share a step, and the most demanding lane sets it. A lane that is no longer
/// finite is given up after the step has been shortened for it, and the others go on.
/// </summary>
internal struct StepControl(double order)
{
    private const double Safety = 0.9;
    private const double MostShrink = 0.2;
    private const double MostGrowth = 5;
    private const int Patience = 12;

    private int _refusals;

    /// <summary>Lanes given up, bit by bit.</summary>
    public uint Lost { get; private set; }

    /// <summary>Judges a tried step.</summary>
    /// <param name="errors">Errors relative to what is allowed.</param>
    /// <param name="factor">By what to multiply the step.</param>
    /// <returns>Whether the step is taken.</returns>
    public bool Accept(Lanes errors, out double factor)
    {
        var worst = 0.0;
        uint broken = 0;
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            if ((Lost >> lane & 1) != 0) continue;
            if (!double.IsFinite(errors[lane])) broken |= 1u << lane;
            else worst = Math.Max(worst, errors[lane]);
        }
        if (broken != 0 && ++_refusals < Patience)
        {
            factor = MostShrink;
            return false;
        }
        Lost |= broken;
        var wished = worst == 0 ? MostGrowth : Safety * Math.Pow(worst, -1 / order);
        factor = Math.Clamp(wished, MostShrink, MostGrowth);
        if (worst > 1) return false;
        _refusals = 0;
        return true;
    }
}
