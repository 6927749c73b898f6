using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Filtering;

/// <summary>Carries members of an ensemble through a stretch of time.</summary>
public interface IMemberFlow
{
    /// <summary>Length of a member's vector.</summary>
    int Dimension { get; }

    /// <summary>Carries every member on, in place.</summary>
    /// <param name="members">Groups of eight, one after the other; each <see cref="Dimension"/> lanes long.</param>
    /// <param name="groups">How many groups.</param>
    void Carry(Span<Lanes> members, int groups);

    /// <summary>Brings members back to what a body can be (no negative amounts, parameters within reason).</summary>
    void Restrain(Span<Lanes> member);
}
