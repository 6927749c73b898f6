using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>LU factors of eight small dense matrices at once.</summary>
/// <param name="size">Rows of a matrix.</param>
public sealed class BatchedFactorisation(int size)
{
    private readonly Lanes[] _factors = new Lanes[size * size];
    private readonly Lanes[] _work = new Lanes[size];
    private readonly int[] _order = new int[size];

    /// <summary>Factors shift·I − matrix.</summary>
    /// <param name="matrix">Row by row.</param>
    /// <param name="shift">What is added to the negated diagonal.</param>
    public void Factor(ReadOnlySpan<Lanes> matrix, double shift)
    {
        for (var i = 0; i < matrix.Length; i++) _factors[i] = -matrix[i];
        for (var i = 0; i < size; i++)
        {
            _factors[i * size + i] += shift;
            _order[i] = i;
        }
        for (var k = 0; k < size; k++)
        {
            Exchange(k, Pivot(k));
            var inverse = 1 / _factors[k * size + k];
            for (var i = k + 1; i < size; i++)
            {
                var factor = _factors[i * size + k] * inverse;
                _factors[i * size + k] = factor;
                for (var j = k + 1; j < size; j++) _factors[i * size + j] -= factor * _factors[k * size + j];
            }
        }
    }

    /// <summary>Solves for one right-hand side, in place.</summary>
    public void Solve(Span<Lanes> right)
    {
        for (var i = 0; i < size; i++)
        {
            var sum = right[_order[i]];
            for (var j = 0; j < i; j++) sum -= _factors[i * size + j] * _work[j];
            _work[i] = sum;
        }
        for (var i = size - 1; i >= 0; i--)
        {
            var sum = _work[i];
            for (var j = i + 1; j < size; j++) sum -= _factors[i * size + j] * right[j];
            right[i] = sum / _factors[i * size + i];
        }
    }

    /// <summary>The row whose smallest lane is greatest: good for all members.</summary>
    private int Pivot(int column)
    {
        var best = column;
        var greatest = -1.0;
        for (var row = column; row < size; row++)
        {
            var candidate = Lanes.Abs(_factors[row * size + column]);
            var least = double.PositiveInfinity;
            for (var lane = 0; lane < Lanes.Count; lane++)
                if (candidate[lane] < least) least = candidate[lane]; // a lane that is no number has no say
            if (least > greatest && !double.IsInfinity(least)) (best, greatest) = (row, least);
        }
        return best;
    }

    private void Exchange(int a, int b)
    {
        if (a == b) return;
        (_order[a], _order[b]) = (_order[b], _order[a]);
        for (var j = 0; j < size; j++) (_factors[a * size + j], _factors[b * size + j]) = (_factors[b * size + j], _factors[a * size + j]);
    }
}
