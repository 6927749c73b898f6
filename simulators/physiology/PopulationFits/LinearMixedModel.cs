using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace TwinGrid.Physiology.PopulationFits;

/// <summary>A linear mixed model with independent random effects, by maximum likelihood; fixed effects and residual are profiled out.</summary>
/// <remarks>Pinheiro, Bates, Mixed-Effects Models in S and S-PLUS, ch. 2.2.</remarks>
internal sealed class LinearMixedModel
{
    private readonly List<Products> _people = [];
    private int _observations;

    private LinearMixedModel()
    {
    }

    /// <summary>The curves' straight lines at given parameters.</summary>
    public static LinearMixedModel At<TPoint>(GroupedModel<TPoint> model, IReadOnlyList<ObservedPerson<TPoint>> people, Vector<double> beta, double[][] effects)
    {
        var linear = new LinearMixedModel();
        for (var k = 0; k < people.Count; k++)
        {
            var (residual, x) = PopulationFit.Linearise(model, people[k], beta, effects[k]);
            var z = PopulationFit.Columns(x, model.Random);
            var y = residual + x * beta + z * Vector<double>.Build.DenseOfArray(effects[k]);
            linear._people.Add(new(z.TransposeThisAndMultiply(z), z.TransposeThisAndMultiply(x), z.TransposeThisAndMultiply(y), x.TransposeThisAndMultiply(x), x.TransposeThisAndMultiply(y), y * y));
            linear._observations += residual.Count;
        }
        return linear;
    }

    /// <summary>The relative deviations (logarithms) of greatest likelihood.</summary>
    public Vector<double> Maximise(Vector<double> start)
    {
        // Far down the likelihood is flat: a parameter that does not differ from person to person stays at the floor.
        const double Floor = -12;
        var objective = ObjectiveFunction.Value(logs => -Solve(logs.PointwiseMaximum(Floor)).LogLikelihood);
        var found = start;
        // Begun anew the simplex is not fooled by its own collapse.
        for (var i = 0; i < 2; i++) found = new NelderMeadSimplex(1e-11, 2000).FindMinimum(objective, found).MinimizingPoint;
        return found.PointwiseMaximum(Floor);
    }

    /// <summary>Everything else at given relative deviations.</summary>
    public (Vector<double> Fixed, double Residual, double LogLikelihood) Solve(Vector<double> relative)
    {
        var (left, right, squares, determinant) = (default(Matrix<double>), default(Vector<double>), 0.0, 0.0);
        var scale = Matrix<double>.Build.Diagonal(relative.Count, relative.Count, j => Math.Exp(relative[j]));
        var unit = Matrix<double>.Build.DenseIdentity(relative.Count);
        foreach (var person in _people)
        {
            // Woodbury: what a person's random effects take away, in matrices no larger than these are many.
            var cholesky = (unit + scale * person.Zz * scale).Cholesky();
            determinant += cholesky.DeterminantLn;
            var (zx, zy) = (scale * person.Zx, scale * person.Zy);
            var (wx, wy) = (cholesky.Solve(zx), cholesky.Solve(zy));
            var (xx, xy) = (person.Xx - zx.TransposeThisAndMultiply(wx), person.Xy - zx.TransposeThisAndMultiply(wy));
            left = left is null ? xx : left + xx;
            right = right is null ? xy : right + xy;
            squares += person.Yy - zy * wy;
        }
        var beta = left!.Solve(right!);
        var variance = (squares - beta * right!) / _observations;
        return (beta, Math.Sqrt(variance), -.5 * (_observations * (Math.Log(2 * Math.PI * variance) + 1) + determinant));
    }

    /// <summary>Products of one person's observations and columns: Z of the random effects, X of the fixed ones.</summary>
    private sealed record Products(Matrix<double> Zz, Matrix<double> Zx, Vector<double> Zy, Matrix<double> Xx, Vector<double> Xy, double Yy);
}
