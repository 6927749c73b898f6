using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>
/// The adaptive Rosenbrock method RODAS, order 4(3), stiffly accurate, with its continuous extension of order 3, for stiff models. One
/// factorisation a step serves all six stages, and it is done for eight members at once.
/// </summary>
/// <remarks>Hairer, Wanner, Solving ODEs II, 2nd ed., IV.7. The Jacobian is taken by forward differences, one evaluation a variable.</remarks>
/// <param name="tolerance">Met by every lane by itself; relative ones below 1e-10 ask more than a Jacobian by differences can give.</param>
public sealed class Rosenbrock4<TModel, TState, TParameters, TInputs>(Tolerance tolerance)
    : AdaptiveSolver<TModel, TState, TParameters, TInputs>(tolerance)
    where TModel : IOdeModel<TState, TParameters, TInputs>
    where TState : struct
    where TParameters : struct
    where TInputs : struct
{
    private const double Gamma = 0.25;
    private const double LeastSize = 1e-3, Difference = 1e-7;

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

    /// <summary>Weights of the stages in the two curvatures of the continuous extension.</summary>
    private static readonly double[] Bend = [10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823, 1.025137723295662];
    private static readonly double[] Twist = [-0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386, -6.594389125716872];

    private readonly int _n = StateLanes.Size<TState>();
    private readonly Lanes[] _jacobian = new Lanes[StateLanes.Size<TState>() * StateLanes.Size<TState>()];
    private readonly BatchedFactorisation _factors = new(StateLanes.Size<TState>());
    private readonly TState[] _u = new TState[6];
    private TState _slope, _stage, _moved;
    private bool _isElsewhere;

    private protected override void Start(in TState y, in TParameters p, in TInputs u) => _isElsewhere = true;

    private protected override void Taken(Lanes who) => _isElsewhere |= Lanes.Any(who);

    /// <summary>error^(−1/4).</summary>
    private protected override Lanes Wished(Lanes errors) => 1 / Lanes.Sqrt(Lanes.Sqrt(errors));

    private protected override void Try(ref TState y, in TParameters p, in TInputs u, Lanes h)
    {
        if (_isElsewhere) Differentiate(ref y, in p, in u);
        _isElsewhere = false;
        _factors.Factor(_jacobian, 1 / (Gamma * h));
        var perStep = 1 / h;
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
                    right[i] += C[s][j] * perStep * StateLanes.Of(ref _u[j])[i];
            _factors.Solve(right);
        }
        Span<Lanes> next = StateLanes.Of(ref Next), last = StateLanes.Of(ref _u[5]), error = StateLanes.Of(ref Error);
        for (var i = 0; i < _n; i++)
        {
            next[i] = stage[i] + last[i];
            error[i] = last[i];
        }
    }

    private protected override void Between(ref TState y, Lanes h, Lanes share, ref TState between)
    {
        Span<Lanes> y0 = StateLanes.Of(ref y), y1 = StateLanes.Of(ref Next), result = StateLanes.Of(ref between);
        var rest = 1 - share;
        for (var i = 0; i < _n; i++)
        {
            Lanes bend = 0, twist = 0;
            for (var s = 0; s < Bend.Length; s++)
            {
                bend += Bend[s] * StateLanes.Of(ref _u[s])[i];
                twist += Twist[s] * StateLanes.Of(ref _u[s])[i];
            }
            result[i] = rest * y0[i] + share * (y1[i] + rest * (bend + share * twist));
        }
    }

    private void Differentiate(ref TState y, in TParameters p, in TInputs u)
    {
        TModel.Derivatives(in y, in p, in u, out _slope);
        var slope = StateLanes.Of(ref _slope);
        _stage = y;
        var stage = StateLanes.Of(ref _stage);
        for (var k = 0; k < _n; k++)
        {
            var value = stage[k];
            stage[k] = value + Difference * Lanes.Max(Lanes.Abs(value), LeastSize);
            var step = stage[k] - value;
            TModel.Derivatives(in _stage, in p, in u, out _moved);
            stage[k] = value;
            var moved = StateLanes.Of(ref _moved);
            for (var i = 0; i < _n; i++) _jacobian[i * _n + k] = (moved[i] - slope[i]) / step;
        }
    }
}
