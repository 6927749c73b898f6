using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>
/// The adaptive explicit Runge–Kutta pair of order 5(4) of Dormand and Prince with its continuous extension of order 4, for models
/// that are not stiff. A solver owns its work space and allocates nothing while it steps.
/// </summary>
/// <remarks>Dormand, Prince, J Comput Appl Math 6:19, 1980; Hairer, Nørsett, Wanner, Solving ODEs I, 2nd ed., II.5–6.</remarks>
/// <param name="tolerance">Met by every lane by itself.</param>
public sealed class DormandPrince54<TModel, TState, TParameters, TInputs>(Tolerance tolerance)
    where TModel : IOdeModel<TState, TParameters, TInputs>
    where TState : struct
    where TParameters : struct
    where TInputs : struct
{
    private const double Shortest = 1e-12;
    private TState _k1, _k2, _k3, _k4, _k5, _k6, _k7, _stage, _next, _error, _bend;
    private double _step;

    /// <summary>Steps taken since the solver was made.</summary>
    public long Steps { get; private set; }

    /// <summary>Lanes that left the finite numbers in the last call, bit by bit.</summary>
    public uint Lost { get; private set; }

    /// <summary>Carries the state from one time to another with the inputs held; discontinuities lie at the ends, which are hit exactly.</summary>
    /// <param name="y">State, changed in place.</param>
    /// <param name="p">Parameters.</param>
    /// <param name="u">Inputs, constant over the whole call.</param>
    /// <param name="from">Start.</param>
    /// <param name="to">End, after the start.</param>
    /// <param name="sampleTimes">Rising times in (from, to] at which the state is wanted.</param>
    /// <param name="samples">Room for one state per sample time; filled from the continuous extension.</param>
    public void Advance(ref TState y, in TParameters p, in TInputs u, double from, double to, ReadOnlySpan<double> sampleTimes, Span<TState> samples)
    {
        var control = new StepControl(5);
        var t = from;
        var sample = 0;
        if (_step <= 0) _step = (to - from) / 100;
        TModel.Derivatives(in y, in p, in u, out _k1);
        while (t < to)
        {
            var isLast = t + _step * (1 + 1e-12) >= to;
            var h = isLast ? to - t : _step;
            Try(in y, in p, in u, h);
            var errors = tolerance.Measure(ref _error, ref y, ref _next);
            if (!control.Accept(errors, out var factor))
            {
                _step = h * factor;
                if (_step < Shortest * Math.Max(Math.Abs(t), 1)) throw new ArithmeticException($"The step at time {t} has become too short; the model may be stiff.");
                continue;
            }
            var end = isLast ? to : t + h;
            while (sample < sampleTimes.Length && sampleTimes[sample] <= end)
            {
                samples[sample] = Between(ref y, h, (sampleTimes[sample] - t) / h);
                sample++;
            }
            if (!isLast || factor < 1) _step = h * factor;
            y = _next;
            _k1 = _k7;
            t = end;
            Steps++;
        }
        Lost = control.Lost;
    }

    /// <inheritdoc cref="Advance(ref TState, in TParameters, in TInputs, double, double, ReadOnlySpan{double}, Span{TState})"/>
    public void Advance(ref TState y, in TParameters p, in TInputs u, double from, double to) => Advance(ref y, in p, in u, from, to, [], []);

    private void Try(in TState y, in TParameters p, in TInputs u, double h)
    {
        ref var start = ref Unsafe.AsRef(in y);
        var y0 = StateLanes.Of(ref start);
        Span<Lanes> k1 = StateLanes.Of(ref _k1), k2 = StateLanes.Of(ref _k2), k3 = StateLanes.Of(ref _k3), k4 = StateLanes.Of(ref _k4);
        Span<Lanes> k5 = StateLanes.Of(ref _k5), k6 = StateLanes.Of(ref _k6), k7 = StateLanes.Of(ref _k7);
        Span<Lanes> stage = StateLanes.Of(ref _stage), next = StateLanes.Of(ref _next), error = StateLanes.Of(ref _error);

        for (var i = 0; i < stage.Length; i++) stage[i] = y0[i] + h / 5 * k1[i];
        TModel.Derivatives(in _stage, in p, in u, out _k2);
        for (var i = 0; i < stage.Length; i++) stage[i] = y0[i] + h * (3.0 / 40 * k1[i] + 9.0 / 40 * k2[i]);
        TModel.Derivatives(in _stage, in p, in u, out _k3);
        for (var i = 0; i < stage.Length; i++) stage[i] = y0[i] + h * (44.0 / 45 * k1[i] - 56.0 / 15 * k2[i] + 32.0 / 9 * k3[i]);
        TModel.Derivatives(in _stage, in p, in u, out _k4);
        for (var i = 0; i < stage.Length; i++)
            stage[i] = y0[i] + h * (19372.0 / 6561 * k1[i] - 25360.0 / 2187 * k2[i] + 64448.0 / 6561 * k3[i] - 212.0 / 729 * k4[i]);
        TModel.Derivatives(in _stage, in p, in u, out _k5);
        for (var i = 0; i < stage.Length; i++)
            stage[i] = y0[i] + h * (9017.0 / 3168 * k1[i] - 355.0 / 33 * k2[i] + 46732.0 / 5247 * k3[i] + 49.0 / 176 * k4[i] - 5103.0 / 18656 * k5[i]);
        TModel.Derivatives(in _stage, in p, in u, out _k6);
        for (var i = 0; i < stage.Length; i++)
            next[i] = y0[i] + h * (35.0 / 384 * k1[i] + 500.0 / 1113 * k3[i] + 125.0 / 192 * k4[i] - 2187.0 / 6784 * k5[i] + 11.0 / 84 * k6[i]);
        TModel.Derivatives(in _next, in p, in u, out _k7);
        for (var i = 0; i < stage.Length; i++)
            error[i] = h * (71.0 / 57600 * k1[i] - 71.0 / 16695 * k3[i] + 71.0 / 1920 * k4[i] - 17253.0 / 339200 * k5[i] + 22.0 / 525 * k6[i] - 1.0 / 40 * k7[i]);
    }

    /// <summary>The state at a share of the step just tried.</summary>
    private TState Between(ref TState y, double h, double share)
    {
        var y0 = StateLanes.Of(ref y);
        Span<Lanes> k1 = StateLanes.Of(ref _k1), k3 = StateLanes.Of(ref _k3), k4 = StateLanes.Of(ref _k4), k5 = StateLanes.Of(ref _k5);
        Span<Lanes> k6 = StateLanes.Of(ref _k6), k7 = StateLanes.Of(ref _k7), y1 = StateLanes.Of(ref _next), result = StateLanes.Of(ref _bend);
        var rest = 1 - share;
        for (var i = 0; i < result.Length; i++)
        {
            var change = y1[i] - y0[i];
            var start = h * k1[i] - change;
            var end = change - h * k7[i] - start;
            var curve = h * (-12715105075.0 / 11282082432 * k1[i] + 87487479700.0 / 32700410799 * k3[i] - 10690763975.0 / 1880347072 * k4[i]
                + 701980252875.0 / 199316789632 * k5[i] - 1453857185.0 / 822651844 * k6[i] + 69997945.0 / 29380423 * k7[i]);
            result[i] = y0[i] + share * (change + rest * (start + share * (end + rest * curve)));
        }
        return _bend;
    }
}
