using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>
/// The classical Runge–Kutta method of order 4 through events: eight members travel side by side, each in equal steps from one of its own
/// events to the next, none longer than is allowed.
/// </summary>
/// <remarks>No lane looks at another. Allocates nothing while it steps; not thread safe.</remarks>
/// <param name="longestStep">In the model's unit of time.</param>
public sealed class FixedSteps<TModel, TState, TParameters, TInputs>(double longestStep)
    where TModel : IOdeModel<TState, TParameters, TInputs>
    where TState : struct
    where TParameters : struct
    where TInputs : struct
{
    /// <summary>A stretch longer by less than this share of a step needs no step more.</summary>
    private const double Slack = 1e-9;

    private readonly LaneClock _clock = new();

    /// <summary>Carries all members from one time to another, through the events of each.</summary>
    /// <param name="y">State, changed in place.</param>
    /// <param name="p">Parameters.</param>
    /// <param name="u">Inputs, held from event to event.</param>
    /// <param name="from">Start.</param>
    /// <param name="to">End, not before the start.</param>
    /// <param name="events">Those at or after the start and before the end happen; each is hit exactly.</param>
    public void Advance<TEvent>(ref TState y, in TParameters p, ref TInputs u, double from, double to, Timetable<TEvent, TState, TInputs> events)
        where TEvent : struct, ILaneEvent<TState, TInputs>
    {
        _clock.Begin(from, to, events);
        _clock.LetHappen(events, ref y, ref u);
        for (var active = _clock.Active; Lanes.Any(active); active = _clock.Active)
        {
            var rest = _clock.Stop - _clock.Time;
            var left = Lanes.Max(Lanes.Ceiling(rest / longestStep - Slack), 1);
            var h = Lanes.Select(active, rest / left, 0);
            var next = y;
            RungeKutta4.Advance<TModel, TState, TParameters, TInputs>(ref next, in p, in u, h);
            Span<Lanes> state = StateLanes.Of(ref y), moved = StateLanes.Of(ref next);
            for (var i = 0; i < state.Length; i++) state[i] = Lanes.Select(active, moved[i], state[i]);
            var lands = left <= 1;
            _clock.Move(active, Lanes.Select(lands, _clock.Stop, _clock.Time + h));
            if (Lanes.Any(active & lands)) _clock.LetHappen(events, ref y, ref u);
        }
    }
}
