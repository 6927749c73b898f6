using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>LU factors of eight small dense matrices at once; each exchanges rows for its own greatest pivots and for no other's.</summary>
/// <param name="size">Rows of a matrix.</param>
public sealed class BatchedFactorisation(int size)
{
    private readonly Lanes[] _factors = new Lanes[size * size];

    /// <summary>Lanes that exchanged two rows, by the column it was done for and the lower row.</summary>
    private readonly Lanes[] _exchanges = new Lanes[size * size];

    /// <summary>Factors shift·I − matrix.</summary>
    /// <param name="matrix">Row by row.</param>
    /// <param name="shift">What is added to the negated diagonal.</param>
    public void Factor(ReadOnlySpan<Lanes> matrix, Lanes shift)
    {
        for (var i = 0; i < matrix.Length; i++) _factors[i] = -matrix[i];
        for (var i = 0; i < size; i++) _factors[i * size + i] += shift;
        for (var k = 0; k < size; k++)
        {
            for (var row = k + 1; row < size; row++) Exchange(k, row);
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
        for (var k = 0; k < size; k++)
            for (var row = k + 1; row < size; row++)
                Swap(_exchanges[k * size + row], ref right[k], ref right[row]);
        for (var i = 1; i < size; i++)
            for (var j = 0; j < i; j++)
                right[i] -= _factors[i * size + j] * right[j];
        for (var i = size - 1; i >= 0; i--)
        {
            var sum = right[i];
            for (var j = i + 1; j < size; j++) sum -= _factors[i * size + j] * right[j];
            right[i] = sum / _factors[i * size + i];
        }
    }

    /// <summary>Where the lower row has the greater pivot, exchanges it with row k, what is factored already included.</summary>
    private void Exchange(int k, int row)
    {
        var who = Lanes.Abs(_factors[row * size + k]) > Lanes.Abs(_factors[k * size + k]);
        _exchanges[k * size + row] = who;
        if (!Lanes.Any(who)) return;
        for (var j = 0; j < size; j++) Swap(who, ref _factors[k * size + j], ref _factors[row * size + j]);
    }

    private static void Swap(Lanes who, ref Lanes a, ref Lanes b)
    {
        var held = a;
        a = Lanes.Select(who, b, a);
        b = Lanes.Select(who, held, b);
    }
}
