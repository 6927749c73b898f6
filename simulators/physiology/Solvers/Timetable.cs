using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>What happens to each of eight members, each at its own times. Never changes; many solvers may share one.</summary>
/// <typeparam name="TEvent">Kind of event.</typeparam>
/// <typeparam name="TState">The model's state.</typeparam>
/// <typeparam name="TInputs">The model's inputs.</typeparam>
public sealed class Timetable<TEvent, TState, TInputs>
    where TEvent : struct, ILaneEvent<TState, TInputs>
    where TState : struct
    where TInputs : struct
{
    private readonly TEvent[][] _ofLane;

    /// <param name="members">For each member, first lane first, its events in any order; what falls on one moment happens in the order given.</param>
    /// <exception cref="ArgumentException">There are more than eight members, or a time is not a finite number.</exception>
    public Timetable(IReadOnlyList<IEnumerable<TEvent>> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count > Lanes.Count) throw new ArgumentException($"Eight members travel together; these are {members.Count}.", nameof(members));
        _ofLane = [.. members.Select(events => events.OrderBy(happening => happening.Time).ToArray())];
        for (var lane = 0; lane < _ofLane.Length; lane++)
            foreach (var happening in _ofLane[lane])
                if (!double.IsFinite(happening.Time)) throw new ArgumentException($"An event of member {lane} has no finite time: {happening}.", nameof(members));
    }

    /// <summary>A member's events, rising in time.</summary>
    public ReadOnlySpan<TEvent> Of(int lane) => lane < _ofLane.Length ? _ofLane[lane] : [];
}
