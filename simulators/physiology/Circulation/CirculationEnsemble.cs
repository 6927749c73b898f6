using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Circulation;

/// <summary>Up to eight beating circulations side by side: eight people, or one person's what-ifs.</summary>
/// <remarks>Advancing allocates nothing. Not thread-safe. Blood is conserved but for what bleeds and what is given.</remarks>
public sealed class CirculationEnsemble
{
    /// <summary>mL/(s·mmHg½) per cm² of orifice: Q = area·√(2Δp/ρ) with ρ = 1.06 g/mL.</summary>
    public const double OrificePerCm2 = 50.16;

    /// <summary>A step that gives every pressure to .01 mmHg, s; mean gradients to 3 % only (2e-5 resolves the valves).</summary>
    public const double StandardStep = 5e-4;

    /// <summary>A scenario's bleeding lasts so long, s.</summary>
    public const double BleedSeconds = 300;

    /// <summary>A heart settles at its rest within so long, s.</summary>
    private const double RestSeconds = 90;

    /// <summary>No reflex makes a beat shorter or longer than this, s.</summary>
    private const double ShortestInterval = .32, LongestInterval = 3;

    private readonly EightBodies _bodies;
    private readonly BeatRecorder _recorder = new();
    private readonly Baroreflex? _reflex;
    private readonly Lanes _reflexive, _setArterial, _setCardiopulmonary;
    private readonly double[] _failedAt = new double[Lanes.Count];
    private readonly ClosedLoop.Parameters _parameters;

    private ClosedLoop.State _state;
    private ClosedLoop.Inputs _inputs;
    private Lanes _given, _interval, _lastInterval;
    private double _sinceTick;

    /// <summary>
    /// Circulations at the start of their scenarios. Where a reflex answers or blood is lost, that is the person's settled rest, and the
    /// person's own resting pressures are the set points; elsewhere all stressed blood starts in the ventricles.
    /// </summary>
    /// <exception cref="ArgumentException">No member, or more than eight.</exception>
    public CirculationEnsemble(IReadOnlyList<(HeartParameters Heart, CirculationScenario Scenario)> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count is 0 or > Lanes.Count) throw new ArgumentException($"1 to {Lanes.Count} circulations beat together, not {members.Count}.", nameof(members));
        Members = members.Count;
        _bodies = new(members);
        _parameters = _bodies.Parameters();
        _inputs = _bodies.Inputs();
        _interval = _lastInterval = _bodies.Intervals();
        _state = _bodies.EmptyVessels();
        if (!members.Any(member => member.Scenario.NeedsVenousReserve)) return;

        var rest = new CirculationEnsemble([.. members.Select(member => (member.Heart, new CirculationScenario()))]);
        rest.Advance(RestSeconds);
        // The reserve fills to the veins' mean pressure, not to that of the moment.
        rest._state.Psvn = rest._recorder.MeanVenous;
        _bodies.StartFromRest(in rest._state, ref _state);
        (_setArterial, _setCardiopulmonary) = (rest._recorder.MeanArterial, rest._recorder.MeanRightAtrial);
        _reflexive = _bodies.Reflexive();
        _reflex = new();
    }

    /// <summary>How many members there are.</summary>
    public int Members { get; }

    /// <summary>Time since the start, s.</summary>
    public double Seconds { get; private set; }

    /// <summary>Gives a member blood from now on; negative: takes it. mL/s into the veins; it adds to the scenario's own bleeding.</summary>
    public void Give(int member, double millilitresPerSecond) => _given = _given.With(Existing(member), millilitresPerSecond);

    /// <summary>All blood that the loop of a member holds, what the veins keep without pressure counted from rest, mL.</summary>
    public double LoopVolume(int member) => EightBodies.Volume(in _state, in _parameters, Existing(member)) + (_reflex is null ? 0 : _reflexive[member] * _reflex.UnstressedVolume[member]);

    /// <summary>The last whole beat of a member.</summary>
    /// <exception cref="InvalidOperationException">No beat has ended yet.</exception>
    /// <exception cref="ArithmeticException">The member's state is not a number any more; the message says since when.</exception>
    public BeatFigures Beat(int member)
    {
        if (_failedAt[Existing(member)] > 0)
            throw new ArithmeticException($"The circulation of member {member} left the numbers at {_failedAt[member]:0.00} s: its parameters are outside what the model can bear.");
        return _recorder.Beat(member, 60 / _lastInterval[member], _inputs.PumpRuns[member] > 0)
            ?? throw new InvalidOperationException("No beat has ended yet: advance by more than one beat first.");
    }

    /// <summary>Lets all members live on.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="step">Step of the solver, s, at most <see cref="StandardStep"/>.</param>
    public void Advance(double seconds, double step = StandardStep)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, StandardStep);
        for (var steps = (long)Math.Round(seconds / step); steps > 0; steps--)
        {
            _recorder.Follow(in _state, in _parameters, in _inputs, step);
            RungeKutta4.Advance<ClosedLoop, ClosedLoop.State, ClosedLoop.Parameters, ClosedLoop.Inputs>(ref _state, in _parameters, in _inputs, step);
            Seconds += step;
            _sinceTick += step;
            var ended = _state.Phase >= Lanes.One;
            if (Lanes.Select(ended, Lanes.One, Lanes.Zero) != Lanes.Zero) BeginBeats(ended);
            if (_sinceTick < Baroreflex.Tick) continue;
            _sinceTick -= Baroreflex.Tick;
            Regulate();
        }
    }

    private void BeginBeats(Lanes where)
    {
        _recorder.EndBeat(where);
        _state.Phase = Lanes.Select(where, _state.Phase - 1, _state.Phase);
        _lastInterval = Lanes.Select(where, _interval, _lastInterval);
        var next = _bodies.Intervals();
        if (_reflex is not null) next = Lanes.Clamp(next + _reflexive * _reflex.Interval, ShortestInterval, LongestInterval);
        next = Lanes.Min(next, _bodies.LongestPacedInterval);
        _interval = Lanes.Select(where, next, _interval);
        _inputs.BeatsPerSecond = 1 / _interval;
        _inputs.AtriumOnset = _bodies.AtriumOnset(_interval);
    }

    /// <summary>What reflexes and losses do to the loop until the next tick.</summary>
    private void Regulate()
    {
        NoteFailures();
        _inputs.VenousInflow = _given - (Seconds < BleedSeconds ? _bodies.Bleeding : Lanes.Zero);
        if (_reflex is null) return;
        var held = _reflex.UnstressedVolume;
        var beaten = _recorder.MeanArterial > Lanes.Zero;
        _reflex.Sense(
            Lanes.Select(beaten, _recorder.MeanArterial - _setArterial, Lanes.Zero),
            Lanes.Select(beaten, _recorder.MeanRightAtrial - _setCardiopulmonary, Lanes.Zero));
        _inputs.VenousInflow += _reflexive * (held - _reflex.UnstressedVolume) / Baroreflex.Tick;
        _bodies.Regulate(ref _inputs, _reflexive, _reflex);
    }

    private void NoteFailures()
    {
        if (Lanes.AllFinite(_state.LeftVentricle + _state.Psas + _state.Psvn + _state.Ppvn + _state.Qpump)) return;
        for (var lane = 0; lane < Lanes.Count; lane++)
            if (_failedAt[lane] == 0 && !double.IsFinite(_state.LeftVentricle[lane] + _state.Psas[lane] + _state.Psvn[lane])) _failedAt[lane] = Seconds;
    }

    private int Existing(int member) =>
        member >= 0 && member < Members ? member : throw new ArgumentOutOfRangeException(nameof(member), member, $"The members are 0 to {Members - 1}.");
}
