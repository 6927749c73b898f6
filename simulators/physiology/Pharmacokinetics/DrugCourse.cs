using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>A central concentration from one event to the next: a level and up to three exponentials.</summary>
public struct DrugCourse
{
    /// <summary>e to this is below the last digit of anything that counts.</summary>
    private const double Gone = -60;

    private Lanes _from, _level, _fast, _middle, _slow;
    private LinearKinetics _kinetics;
    private Lanes _fastShare, _middleShare, _slowShare;

    /// <summary>A body without drug.</summary>
    /// <param name="kinetics">How the drug leaves.</param>
    /// <param name="perVolume">One over the central volume, L⁻¹.</param>
    public static DrugCourse Empty(LinearKinetics kinetics, Lanes perVolume)
    {
        var (fast, middle, slow) = kinetics.CentralShares();
        return new() { _kinetics = kinetics, _fastShare = fast * perVolume, _middleShare = middle * perVolume, _slowShare = slow * perVolume };
    }

    /// <summary>The concentration.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Lanes At(Lanes time)
    {
        var since = _from - time;
        return Add(_slow, _kinetics.Slow * since, Add(_middle, _kinetics.Middle * since, Add(_fast, _kinetics.Fast * since, _level)));
    }

    /// <summary>An exponential that is gone costs nothing, and in every lane by itself: the others must not be able to tell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Add(Lanes amplitude, Lanes exponent, Lanes sum)
    {
        var there = exponent > Gone;
        return Lanes.Any(there) ? Lanes.Select(there, Lanes.MultiplyAdd(amplitude, Lanes.Exp(exponent), sum), sum) : sum;
    }

    /// <summary>From a time on, drug flows in at another rate.</summary>
    /// <param name="time">Not before the last change.</param>
    /// <param name="bolus">Put in at once.</param>
    /// <param name="rateBefore">The inflow until now, per unit of time.</param>
    /// <param name="rate">The inflow from now on.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Change(double time, Lanes bolus, Lanes rateBefore, Lanes rate)
    {
        var since = _from - time;
        // Each exponential's part of the infusion has its own steady level, which stands in the level as long as the inflow holds.
        var change = rateBefore - rate;
        _fast = Moved(_fast, _kinetics.Fast, _fastShare);
        _middle = Moved(_middle, _kinetics.Middle, _middleShare);
        _slow = Moved(_slow, _kinetics.Slow, _slowShare);
        _level = rate * (Steady(_kinetics.Fast, _fastShare) + Steady(_kinetics.Middle, _middleShare) + Steady(_kinetics.Slow, _slowShare));
        _from = time;

        Lanes Moved(Lanes amplitude, Lanes leaving, Lanes share) => amplitude * Lanes.Exp(leaving * since) + bolus * share + change * Steady(leaving, share);
        static Lanes Steady(Lanes leaving, Lanes share) => Lanes.Select(leaving > 0, share / leaving, 0);
    }
}
