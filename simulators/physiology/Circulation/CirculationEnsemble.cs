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

    /// <summary>A heart settles at its rest within so long, s.</summary>
    private const double RestSeconds = 90;

    /// <summary>No reflex makes a beat shorter or longer than this, s.</summary>
    private const double ShortestInterval = .32, LongestInterval = 3;

    private readonly EightBodies _bodies;
    private readonly BeatRecorder _recorder = new();
    private readonly Baroreflex? _reflex;
    private readonly CirculationEnsemble? _rest;
    private readonly Lanes _reflexive, _setArterial, _setCardiopulmonary;
    private readonly double[] _failedAt = new double[Lanes.Count];
    private readonly Aligned<ClosedLoop.Parameters> _parameters;
    private readonly Aligned<ClosedLoop.State> _state = new();
    private readonly Aligned<ClosedLoop.Inputs> _inputs;

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
        _parameters = new(_bodies.Parameters());
        _inputs = new(_bodies.Inputs());
        _interval = _lastInterval = _bodies.Intervals();
        State = _bodies.EmptyVessels();
        if (!members.Any(member => member.Scenario.NeedsVenousReserve)) return;

        var rest = new CirculationEnsemble([.. members.Select(member => (member.Heart, new CirculationScenario()))]);
        rest.Advance(RestSeconds);
        // The reserve fills to the veins' mean pressure, not to that of the moment.
        rest.State.Psvn = rest._recorder.MeanVenous;
        _bodies.StartFromRest(in rest.State, ref State);
        (_setArterial, _setCardiopulmonary) = (rest._recorder.MeanArterial, rest._recorder.MeanRightAtrial);
        _reflexive = _bodies.Reflexive();
        _reflex = new(_bodies.BetaReflex());
        _rest = rest;
    }

    /// <summary>How many members there are.</summary>
    public int Members { get; }

    /// <summary>Time since the start, s.</summary>
    public double Seconds { get; private set; }

    /// <summary>Gives a member blood from now on; negative: takes it. mL/s into the veins; it adds to the scenario's own bleeding.</summary>
    public void Give(int member, double millilitresPerSecond) => _given = _given.With(Existing(member), millilitresPerSecond);

    /// <summary>All blood that the loop of a member holds, what the veins keep without pressure counted from rest, mL.</summary>
    public double LoopVolume(int member) => EightBodies.Volume(in State, in _parameters.Value, Existing(member)) + (_reflex is null ? 0 : _reflexive[member] * _reflex.UnstressedVolume[member]);

    /// <summary>The last whole beat of a member.</summary>
    /// <exception cref="InvalidOperationException">No beat has ended yet.</exception>
    /// <exception cref="ArithmeticException">The member's state is not a number any more; the message says since when.</exception>
    public BeatFigures Beat(int member)
    {
        if (_failedAt[Existing(member)] > 0)
            throw new ArithmeticException($"The circulation of member {member} left the numbers at {_failedAt[member]:0.00} s: its parameters are outside what the model can bear.");
        return _recorder.Beat(member, 60 / _lastInterval[member], Inputs.PumpRuns[member] > 0)
            ?? throw new InvalidOperationException("No beat has ended yet: advance by more than one beat first.");
    }

    /// <summary>A member's pressures and volumes now.</summary>
    public CirculationMoment Look(int member)
    {
        var lane = Existing(member);
        ClosedLoop.Pressures(in State, in _parameters.Value, in Inputs, out var lv, out _, out var la, out _);
        return new(Seconds, lv[lane], State.LeftVentricle[lane], la[lane], State.Psas[lane], State.Ppas[lane]);
    }

    /// <summary>A beat of the rest a member's scenario began from.</summary>
    /// <exception cref="InvalidOperationException">No member's reflex answers and none bleeds: nobody began from rest.</exception>
    public BeatFigures RestingBeat(int member) =>
        _rest?.Beat(member) ?? throw new InvalidOperationException("These circulations did not begin from rest.");

    /// <summary>Lets all members live on.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="step">Step of the solver, s, at most <see cref="StandardStep"/>.</param>
    public void Advance(double seconds, double step = StandardStep)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, StandardStep);
        // A coarse step leaves the valves' instants open anyway: there every second one is looked at.
        var stride = step > StandardStep / 2 ? 2 : 1;
        for (var left = (long)Math.Round(seconds / step); left > 0; left -= stride)
        {
            var steps = (int)Math.Min(stride, left);
            _recorder.Follow(in State, in _parameters.Value, in Inputs, steps * step);
            RungeKutta4.Advance<ClosedLoop, ClosedLoop.State, ClosedLoop.Parameters, ClosedLoop.Inputs>(ref State, in _parameters.Value, in Inputs, step, steps);
            Seconds += steps * step;
            _sinceTick += steps * step;
            var ended = State.Phase >= Lanes.One;
            if (Lanes.Select(ended, Lanes.One, Lanes.Zero) != Lanes.Zero) BeginBeats(ended);
            if (_sinceTick < Baroreflex.Tick) continue;
            _sinceTick -= Baroreflex.Tick;
            Regulate();
        }
    }

    private ref ClosedLoop.State State => ref _state.Value;

    private ref ClosedLoop.Inputs Inputs => ref _inputs.Value;

    private void BeginBeats(Lanes where)
    {
        _recorder.EndBeat(where);
        State.Phase = Lanes.Select(where, State.Phase - 1, State.Phase);
        _lastInterval = Lanes.Select(where, _interval, _lastInterval);
        var next = _bodies.Intervals();
        if (_reflex is not null) next = Lanes.Clamp(next + _reflexive * _reflex.Interval, ShortestInterval, LongestInterval);
        next = Lanes.Min(next, _bodies.LongestPacedInterval);
        _interval = Lanes.Select(where, next, _interval);
        Inputs.BeatsPerSecond = 1 / _interval;
        Inputs.AtriumOnset = _bodies.AtriumOnset(_interval);
    }

    /// <summary>What reflexes and losses do to the loop until the next tick.</summary>
    private void Regulate()
    {
        NoteFailures();
        Inputs.VenousInflow = _given - _bodies.Bleeding(Seconds);
        if (_reflex is null) return;
        var held = _reflex.UnstressedVolume;
        var beaten = _recorder.MeanArterial > Lanes.Zero;
        _reflex.Sense(
            Lanes.Select(beaten, _recorder.MeanArterial - _setArterial, Lanes.Zero),
            Lanes.Select(beaten, _recorder.MeanRightAtrial - _setCardiopulmonary, Lanes.Zero));
        Inputs.VenousInflow += _reflexive * (held - _reflex.UnstressedVolume) / Baroreflex.Tick;
        _bodies.Regulate(ref Inputs, _reflexive, _reflex);
    }

    private void NoteFailures()
    {
        if (Lanes.AllFinite(State.LeftVentricle + State.Psas + State.Psvn + State.Ppvn + State.Qpump)) return;
        for (var lane = 0; lane < Lanes.Count; lane++)
            if (_failedAt[lane] == 0 && !double.IsFinite(State.LeftVentricle[lane] + State.Psas[lane] + State.Psvn[lane])) _failedAt[lane] = Seconds;
    }

    private int Existing(int member) =>
        member >= 0 && member < Members ? member : throw new ArgumentOutOfRangeException(nameof(member), member, $"The members are 0 to {Members - 1}.");
}
