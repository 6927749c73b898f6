using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>
/// The adaptive explicit Runge–Kutta pair of order 5(4) of Dormand and Prince with its continuous extension of order 4, for models
/// that are not stiff.
/// </summary>
/// <remarks>Dormand, Prince, J Comput Appl Math 6:19, 1980; Hairer, Nørsett, Wanner, Solving ODEs I, 2nd ed., II.5–6.</remarks>
/// <param name="tolerance">Met by every lane by itself.</param>
public sealed class DormandPrince54<TModel, TState, TParameters, TInputs>(Tolerance tolerance)
    : AdaptiveSolver<TModel, TState, TParameters, TInputs>(tolerance)
    where TModel : IOdeModel<TState, TParameters, TInputs>
    where TState : struct
    where TParameters : struct
    where TInputs : struct
{
    private TState _k1, _k2, _k3, _k4, _k5, _k6, _k7, _stage;

    private protected override void Start(in TState y, in TParameters p, in TInputs u) => TModel.Derivatives(in y, in p, in u, out _k1);

    private protected override void Taken(Lanes who)
    {
        Span<Lanes> first = StateLanes.Of(ref _k1), last = StateLanes.Of(ref _k7);
        for (var i = 0; i < first.Length; i++) first[i] = Lanes.Select(who, last[i], first[i]);
    }

    /// <summary>error^(−3/16), a little calmer than −1/5.</summary>
    private protected override Lanes Wished(Lanes errors)
    {
        var eighth = Lanes.Sqrt(Lanes.Sqrt(Lanes.Sqrt(errors)));
        return 1 / (eighth * Lanes.Sqrt(eighth));
    }

    private protected override void Try(ref TState y, in TParameters p, in TInputs u, Lanes h)
    {
        var y0 = StateLanes.Of(ref y);
        Span<Lanes> k1 = StateLanes.Of(ref _k1), k2 = StateLanes.Of(ref _k2), k3 = StateLanes.Of(ref _k3), k4 = StateLanes.Of(ref _k4);
        Span<Lanes> k5 = StateLanes.Of(ref _k5), k6 = StateLanes.Of(ref _k6), k7 = StateLanes.Of(ref _k7);
        Span<Lanes> stage = StateLanes.Of(ref _stage), next = StateLanes.Of(ref Next), error = StateLanes.Of(ref Error);

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
        TModel.Derivatives(in Next, in p, in u, out _k7);
        for (var i = 0; i < stage.Length; i++)
            error[i] = h * (71.0 / 57600 * k1[i] - 71.0 / 16695 * k3[i] + 71.0 / 1920 * k4[i] - 17253.0 / 339200 * k5[i] + 22.0 / 525 * k6[i] - 1.0 / 40 * k7[i]);
    }

    private protected override void Between(ref TState y, Lanes h, Lanes share, ref TState between)
    {
        var y0 = StateLanes.Of(ref y);
        Span<Lanes> k1 = StateLanes.Of(ref _k1), k3 = StateLanes.Of(ref _k3), k4 = StateLanes.Of(ref _k4), k5 = StateLanes.Of(ref _k5);
        Span<Lanes> k6 = StateLanes.Of(ref _k6), k7 = StateLanes.Of(ref _k7), y1 = StateLanes.Of(ref Next), result = StateLanes.Of(ref between);
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
    }
}
