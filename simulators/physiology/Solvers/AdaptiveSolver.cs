using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>
/// What adaptive solvers share: eight members travel side by side, each by its own steps, through its own events, within the tolerance
/// by itself.
/// </summary>
/// <remarks>
/// No lane looks at another: a member's result has the same bits alone, in company and in any lane. A member that leaves the finite
/// numbers is given up and reported. A solver owns its work space and allocates nothing while it steps; it remembers each lane's last step
/// from one call to the next. Not thread safe.
/// </remarks>
public abstract class AdaptiveSolver<TModel, TState, TParameters, TInputs>
    where TModel : IOdeModel<TState, TParameters, TInputs>
    where TState : struct
    where TParameters : struct
    where TInputs : struct
{
    private const double Shortest = 1e-12, FirstShare = .01, MostShrink = 0.2, MostGrowth = 5, Safety = 0.9;

    private readonly Tolerance _tolerance;
    private readonly LaneClock _clock = new();
    private readonly int[] _nextSample = new int[Lanes.Count];
    private readonly List<LostMember> _lost = [];
    private TState _between;
    private Lanes _step, _steps;

    private protected AdaptiveSolver(Tolerance tolerance) => _tolerance = tolerance;

    /// <summary>Where the step just tried ends, and its error.</summary>
    private protected TState Next, Error;

    /// <summary>Members given up in the last call; the state's lane of each is not a number.</summary>
    public IReadOnlyList<LostMember> Lost => _lost;

    /// <summary>Steps that each member has taken since the solver was made.</summary>
    public Lanes Steps => _steps;

    /// <summary>Carries all members from one time to another with the inputs held.</summary>
    /// <param name="y">State, changed in place.</param>
    /// <param name="p">Parameters.</param>
    /// <param name="u">Inputs, constant over the whole call.</param>
    /// <param name="from">Start.</param>
    /// <param name="to">End, not before the start.</param>
    public void Advance(ref TState y, in TParameters p, in TInputs u, double from, double to) => Advance(ref y, in p, in u, from, to, [], []);

    /// <inheritdoc cref="Advance(ref TState, in TParameters, in TInputs, double, double)"/>
    /// <param name="sampleTimes">Rising times after the start and not after the end at which the state is wanted.</param>
    /// <param name="samples">Room for one state per sample time.</param>
    public void Advance(ref TState y, in TParameters p, in TInputs u, double from, double to, ReadOnlySpan<double> sampleTimes, Span<TState> samples)
    {
        var held = u;
        Advance<NoEvent<TState, TInputs>>(ref y, in p, ref held, from, to, null, sampleTimes, samples);
    }

    /// <inheritdoc cref="Advance{TEvent}(ref TState, in TParameters, ref TInputs, double, double, Timetable{TEvent, TState, TInputs}, ReadOnlySpan{double}, Span{TState})"/>
    public void Advance<TEvent>(ref TState y, in TParameters p, ref TInputs u, double from, double to, Timetable<TEvent, TState, TInputs> events)
        where TEvent : struct, ILaneEvent<TState, TInputs> =>
        Advance(ref y, in p, ref u, from, to, events, [], []);

    /// <summary>Carries all members from one time to another, through the events of each.</summary>
    /// <param name="y">State, changed in place.</param>
    /// <param name="p">Parameters.</param>
    /// <param name="u">Inputs, held from event to event.</param>
    /// <param name="from">Start.</param>
    /// <param name="to">End, not before the start.</param>
    /// <param name="events">Those at or after the start and before the end happen; each is hit exactly.</param>
    /// <param name="sampleTimes">Rising times after the start and not after the end at which the state is wanted.</param>
    /// <param name="samples">Room for one state per sample time. A sample at the moment of an event is the state just before it.</param>
    public void Advance<TEvent>(
        ref TState y, in TParameters p, ref TInputs u, double from, double to, Timetable<TEvent, TState, TInputs>? events, ReadOnlySpan<double> sampleTimes, Span<TState> samples)
        where TEvent : struct, ILaneEvent<TState, TInputs>
    {
        Check(from, to, sampleTimes, samples.Length);
        _lost.Clear();
        Array.Clear(_nextSample);
        _step = Lanes.Select(_step > 0, _step, (to - from) * FirstShare);
        _clock.Begin(from, to, events);
        _clock.LetHappen(events, ref y, ref u);
        Start(in y, in p, in u);
        for (var active = _clock.Active; Lanes.Any(active); active = _clock.Active)
        {
            var rest = _clock.Stop - _clock.Time;
            var lands = active & (_step * (1 + 1e-12) >= rest);
            var h = Lanes.Select(lands, rest, _step);
            Try(ref y, in p, in u, h);
            var errors = _tolerance.Measure(ref Error, ref y, ref Next);
            var good = active & (errors <= 1);
            var factor = Lanes.Select(errors >= 0, Lanes.Clamp(Safety * Wished(errors), MostShrink, MostGrowth), MostShrink);
            var end = Lanes.Select(lands, _clock.Stop, _clock.Time + h);
            if (sampleTimes.Length > 0) Look(ref y, good, h, end, sampleTimes, samples);
            // A step cut short by a stop says little of how long it could have been.
            _step = Lanes.Select(active & ~(good & lands & (factor >= 1)), h * factor, _step);
            Take(good, ref y);
            _clock.Move(good, end);
            _steps += Lanes.Select(good, 1, 0);
            GiveUp(active & ~good, errors, ref y, samples[..sampleTimes.Length]);
            if (Lanes.Any(good & lands) && _clock.LetHappen(events, ref y, ref u)) Start(in y, in p, in u);
        }
    }

    /// <summary>Begins anew from a state: after the start, and after something happened.</summary>
    private protected abstract void Start(in TState y, in TParameters p, in TInputs u);

    /// <summary>Tries a step of each lane's own length; leaves <see cref="Next"/> and <see cref="Error"/>.</summary>
    private protected abstract void Try(ref TState y, in TParameters p, in TInputs u, Lanes h);

    /// <summary>The step just tried was taken by some lanes.</summary>
    private protected abstract void Taken(Lanes who);

    /// <summary>The state at a share of the step just tried.</summary>
    private protected abstract void Between(ref TState y, Lanes h, Lanes share, ref TState between);

    /// <summary>By what to multiply the step for an error of 1; by square roots, which have the same bits everywhere.</summary>
    private protected abstract Lanes Wished(Lanes errors);

    private void Take(Lanes who, ref TState y)
    {
        Span<Lanes> state = StateLanes.Of(ref y), next = StateLanes.Of(ref Next);
        for (var i = 0; i < state.Length; i++) state[i] = Lanes.Select(who, next[i], state[i]);
        Taken(who);
    }

    private void Look(ref TState y, Lanes who, Lanes h, Lanes end, ReadOnlySpan<double> times, Span<TState> samples)
    {
        var lanes = Lanes.Bits(who);
        while (true)
        {
            var wanted = 0u;
            var share = Lanes.Zero;
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                if ((lanes >> lane & 1) == 0 || _nextSample[lane] >= times.Length || !(times[_nextSample[lane]] <= end[lane])) continue;
                wanted |= 1u << lane;
                share = share.With(lane, (times[_nextSample[lane]] - _clock.Time[lane]) / h[lane]);
            }
            if (wanted == 0) return;
            Between(ref y, h, share, ref _between);
            var seen = StateLanes.Of(ref _between);
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                if ((wanted >> lane & 1) == 0) continue;
                var sample = StateLanes.Of(ref samples[_nextSample[lane]++]);
                for (var i = 0; i < sample.Length; i++) sample[i] = sample[i].With(lane, seen[i][lane]);
            }
        }
    }

    /// <summary>Members whose step was refused and cannot become shorter.</summary>
    private void GiveUp(Lanes refused, Lanes errors, ref TState y, Span<TState> samples)
    {
        var hopeless = refused & (_step < Shortest * Lanes.Max(Lanes.Abs(_clock.Time), 1));
        if (!Lanes.Any(hopeless)) return;
        var lanes = Lanes.Bits(hopeless);
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            if ((lanes >> lane & 1) == 0) continue;
            double[] state = new double[StateLanes.Size<TState>()];
            for (var i = 0; i < state.Length; i++) state[i] = StateLanes.Of(ref y)[i][lane];
            _lost.Add(new(lane, _clock.Time[lane], state, double.IsFinite(errors[lane]) ? LossReason.StepTooShort : LossReason.NotFinite));
            Blank(lane, ref y);
            foreach (ref var sample in samples[_nextSample[lane]..]) Blank(lane, ref sample);
            _step = _step.With(lane, 0);
            _clock.Halt(lane);
        }
    }

    private static void Blank(int lane, ref TState y)
    {
        foreach (ref var variable in StateLanes.Of(ref y)) variable = variable.With(lane, double.NaN);
    }

    private static void Check(double from, double to, ReadOnlySpan<double> sampleTimes, int room)
    {
        if (!double.IsFinite(from) || !double.IsFinite(to) || to < from)
            throw new ArgumentOutOfRangeException(nameof(to), to, $"The end must be a finite time, not before the start {from}.");
        if (room < sampleTimes.Length) throw new ArgumentException($"{sampleTimes.Length} samples do not fit into room for {room}.", nameof(sampleTimes));
        var last = from;
        foreach (var time in sampleTimes)
        {
            if (!(time > last && time <= to)) throw new ArgumentException($"Sample times rise from after the start {from} to the end {to}; {time} does not.", nameof(sampleTimes));
            last = time;
        }
    }
}
