using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>Where each of eight members stands in time, and where it must stop next: its next event, or the end.</summary>
internal sealed class LaneClock
{
    private readonly int[] _nextEvent = new int[Lanes.Count];
    private double _end;

    /// <summary>The members' times.</summary>
    public Lanes Time { get; private set; }

    /// <summary>The members' next stops; a member that stands at its stop has arrived.</summary>
    public Lanes Stop { get; private set; }

    /// <summary>Members under way.</summary>
    public Lanes Active => Time < Stop;

    /// <summary>All members at the start, events before it left out.</summary>
    public void Begin<TEvent, TState, TInputs>(double from, double to, Timetable<TEvent, TState, TInputs>? events)
        where TEvent : struct, ILaneEvent<TState, TInputs>
        where TState : struct
        where TInputs : struct
    {
        Time = from;
        Stop = _end = to;
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            _nextEvent[lane] = 0;
            if (events is null) continue;
            var ofLane = events.Of(lane);
            while (_nextEvent[lane] < ofLane.Length && ofLane[_nextEvent[lane]].Time < from) _nextEvent[lane]++;
        }
    }

    /// <summary>Moves members to a time, which lies not beyond their stop.</summary>
    public void Move(Lanes who, Lanes to) => Time = Lanes.Select(who, to, Time);

    /// <summary>A member that goes no further.</summary>
    public void Halt(int lane) => Stop = Stop.With(lane, Time[lane]);

    /// <summary>Lets happen what is due to members standing at their stop, and gives them the next one. Whether anything happened.</summary>
    public bool LetHappen<TEvent, TState, TInputs>(Timetable<TEvent, TState, TInputs>? events, ref TState y, ref TInputs u)
        where TEvent : struct, ILaneEvent<TState, TInputs>
        where TState : struct
        where TInputs : struct
    {
        if (events is null) return false;
        var happened = false;
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            var ofLane = events.Of(lane);
            ref var next = ref _nextEvent[lane];
            for (; next < ofLane.Length && ofLane[next].Time <= Time[lane] && Time[lane] < _end; next++, happened = true)
            {
                var (changed, inputs) = (y, u);
                ofLane[next].Apply(ref changed, ref inputs);
                TakeLane(lane, ref changed, ref y);
                TakeLane(lane, ref inputs, ref u);
            }
            if (Time[lane] < _end) Stop = Stop.With(lane, next < ofLane.Length ? Math.Min(ofLane[next].Time, _end) : _end);
        }
        return happened;
    }

    private static void TakeLane<T>(int lane, ref T from, ref T into)
        where T : struct
    {
        Span<Lanes> source = StateLanes.Of(ref from), target = StateLanes.Of(ref into);
        for (var i = 0; i < target.Length; i++) target[i] = target[i].With(lane, source[i][lane]);
    }
}
