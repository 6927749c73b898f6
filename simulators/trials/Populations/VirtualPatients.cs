using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Trials.Populations;

/// <summary>Draws virtual patients: correlated standard normals (a Gaussian copula) behind each variable's own spread. Never changes; many threads may share it.</summary>
public sealed class VirtualPatients
{
    private readonly Variable[] _variables;
    private readonly int[] _drawn;
    private readonly double[][]? _root;

    /// <param name="variables">Derived ones after those they read.</param>
    /// <param name="correlation">Of the drawn variables' standard normals, in their order; null: they are independent.</param>
    /// <exception cref="ArgumentException">The correlations contradict each other: their matrix is not positive definite.</exception>
    public VirtualPatients(IReadOnlyList<Variable> variables, double[,]? correlation)
    {
        ArgumentNullException.ThrowIfNull(variables);
        _variables = [.. variables];
        _drawn = [.. Enumerable.Range(0, _variables.Length).Where(i => _variables[i].IsDrawn)];
        if (correlation is null) return;
        try
        {
            var root = Matrix<double>.Build.DenseOfArray(correlation).Cholesky().Factor;
            _root = [.. Enumerable.Range(0, _drawn.Length).Select(i => root.Row(i).Take(i + 1).ToArray())];
        }
        catch (ArgumentException wrong)
        {
            throw new ArgumentException("The correlations contradict each other: their matrix is not positive definite.", nameof(correlation), wrong);
        }
    }

    /// <summary>The variables, in the order of a patient's values.</summary>
    public IReadOnlyList<Variable> Variables => _variables;

    /// <summary>Where a variable stands; below 0: there is none of that name.</summary>
    public int Find(string name) => Array.FindIndex(_variables, variable => variable.Name == name);

    /// <summary>A patient's values.</summary>
    /// <param name="noise">Whose numbers.</param>
    /// <param name="patient">Which, counted from the first one screened.</param>
    /// <param name="values">Room for one per variable.</param>
    public void Draw(CounterNoise noise, long patient, double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Span<double> normals = stackalloc double[_root is null ? 0 : _drawn.Length];
        for (var k = 0; k < normals.Length; k++) normals[k] = noise.Normal(patient, k, Streams.Variables);
        for (int i = 0, k = 0; i < _variables.Length; i++)
        {
            if (!_variables[i].IsDrawn)
            {
                values[i] = _variables[i] is Variable.Derived derived ? derived.Formula.Of(values) : _variables[i].Typical;
                continue;
            }
            var normal = 0.0;
            if (_root is null) normal = noise.Normal(patient, k, Streams.Variables);
            else for (var j = 0; j <= k; j++) normal += _root[k][j] * normals[j];
            values[i] = _variables[i].At(normal);
            k++;
        }
    }

    /// <summary>The typical patient: every variable at its middle.</summary>
    public double[] Typical()
    {
        var values = new double[_variables.Length];
        for (var i = 0; i < values.Length; i++) values[i] = _variables[i] is Variable.Derived derived ? derived.Formula.Of(values) : _variables[i].Typical;
        return values;
    }
}
