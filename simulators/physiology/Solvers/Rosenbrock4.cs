using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>
/// The adaptive Rosenbrock method RODAS, order 4(3), stiffly accurate, for stiff models. One factorisation a step serves all six
/// stages, and it is done for eight members at once. A solver owns its work space and allocates nothing while it steps.
/// </summary>
/// <remarks>
/// Hairer, Wanner, Solving ODEs II, 2nd ed., IV.7. The Jacobian is taken by differences. Rows are exchanged by the
/// pivot that is safest for all lanes, so that one order serves all.
/// </remarks>
/// <param name="tolerance">Met by every lane by itself.</param>
public sealed class Rosenbrock4<TModel, TState, TParameters, TInputs>(Tolerance tolerance)
    where TModel : IOdeModel<TState, TParameters, TInputs>
    where TState : struct
    where TParameters : struct
    where TInputs : struct
{
    private const double Gamma = 0.25;
    private const double Shortest = 1e-12;

    private static readonly double[][] A =
    [
        [],
        [1.544],
        [0.9466785280815826, 0.2557011698983284],
        [3.314825187068521, 2.896124015972201, 0.9986419139977817],
        [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950],
        [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1],
    ];

    private static readonly double[][] C =
    [
        [],
        [-5.6688],
        [-2.430093356833875, -0.2063599157091915],
        [-0.1073529058151375, -9.594562251023355, -20.47028614809616],
        [7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160],
        [8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054],
    ];

    private readonly int _n = StateLanes.Size<TState>();
    private readonly Lanes[] _jacobian = new Lanes[StateLanes.Size<TState>() * StateLanes.Size<TState>()];
    private readonly BatchedFactorisation _factors = new(StateLanes.Size<TState>());
    private readonly TState[] _u = new TState[6];
    private TState _slope, _stage, _next;
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
    public void Advance(ref TState y, in TParameters p, in TInputs u, double from, double to)
    {
        var control = new StepControl(4);
        var t = from;
        if (_step <= 0) _step = (to - from) / 100;
        while (t < to)
        {
            TModel.Derivatives(in y, in p, in u, out _slope);
            Differentiate(ref y, in p, in u);
            while (true)
            {
                var isLast = t + _step * (1 + 1e-12) >= to;
                var h = isLast ? to - t : _step;
                Try(ref y, in p, in u, h);
                var accepted = control.Accept(tolerance.Measure(ref _u[5], ref y, ref _next), out var factor);
                if (!accepted || !isLast || factor < 1) _step = h * factor;
                if (_step < Shortest * Math.Max(Math.Abs(t), 1)) throw new ArithmeticException($"The step at time {t} has become too short.");
                if (!accepted) continue;
                y = _next;
                t = isLast ? to : t + h;
                Steps++;
                break;
            }
        }
        Lost = control.Lost;
    }

    private void Try(ref TState y, in TParameters p, in TInputs u, double h)
    {
        _factors.Factor(_jacobian, 1 / (Gamma * h));
        var y0 = StateLanes.Of(ref y);
        var stage = StateLanes.Of(ref _stage);
        for (var s = 0; s < 6; s++)
        {
            for (var i = 0; i < _n; i++)
            {
                var sum = y0[i];
                for (var j = 0; j < s; j++) sum += A[s][j] * StateLanes.Of(ref _u[j])[i];
                stage[i] = sum;
            }
            if (s == 0) _u[0] = _slope;
            else TModel.Derivatives(in _stage, in p, in u, out _u[s]);
            var right = StateLanes.Of(ref _u[s]);
            for (var i = 0; i < _n; i++)
                for (var j = 0; j < s; j++)
                    right[i] += C[s][j] / h * StateLanes.Of(ref _u[j])[i];
            _factors.Solve(right);
        }
        var next = StateLanes.Of(ref _next);
        var last = StateLanes.Of(ref _u[5]);
        for (var i = 0; i < _n; i++) next[i] = stage[i] + last[i];
    }

    private void Differentiate(ref TState y, in TParameters p, in TInputs u)
    {
        var slope = StateLanes.Of(ref _slope);
        _stage = y;
        var stage = StateLanes.Of(ref _stage);
        for (var k = 0; k < _n; k++)
        {
            var value = stage[k];
            var step = 1e-7 * Lanes.Max(Lanes.Abs(value), 1e-3);
            stage[k] = value + step;
            step = stage[k] - value;
            TModel.Derivatives(in _stage, in p, in u, out _next);
            stage[k] = value;
            var moved = StateLanes.Of(ref _next);
            for (var i = 0; i < _n; i++) _jacobian[i * _n + k] = (moved[i] - slope[i]) / step;
        }
    }
}
