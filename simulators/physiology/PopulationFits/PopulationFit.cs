using MathNet.Numerics.LinearAlgebra;

namespace TwinGrid.Physiology.PopulationFits;

/// <summary>What a population has in common, and by how much its people differ.</summary>
/// <param name="Fixed">The typical parameters.</param>
/// <param name="Deviations">Standard deviation of each random parameter.</param>
/// <param name="Residual">Standard deviation of observations around their own person's curve.</param>
/// <param name="LogLikelihood">Of the linearised model, by maximum likelihood.</param>
/// <param name="Effects">Of each person, one per random parameter.</param>
public sealed record PopulationFit(IReadOnlyList<double> Fixed, IReadOnlyList<double> Deviations, double Residual, double LogLikelihood, IReadOnlyList<double[]> Effects)
{
    private const int MostRounds = 60;
    private const double Difference = 6e-6;

    /// <summary>Akaike's criterion.</summary>
    public double Aic => 2 * (Fixed.Count + Deviations.Count + 1) - 2 * LogLikelihood;

    /// <summary>
    /// Fits a nonlinear mixed-effects model by maximum likelihood as Lindstrom and Bates: penalised least squares for the curves at given variances, and a
    /// linear mixed model at those curves for the variances, in turn.
    /// </summary>
    /// <remarks>Lindstrom, Bates, Biometrics 46:673, 1990; Pinheiro, Bates, Mixed-Effects Models in S and S-PLUS, ch. 7.2.</remarks>
    /// <param name="model">The curve.</param>
    /// <param name="people">Two or more.</param>
    /// <param name="start">Typical parameters to begin with.</param>
    /// <exception cref="ArithmeticException">It does not settle from this start.</exception>
    public static PopulationFit Find<TPoint>(GroupedModel<TPoint> model, IReadOnlyList<ObservedPerson<TPoint>> people, IReadOnlyList<double> start)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(start);
        if (start.Count != model.Parameters) throw new ArgumentException($"The model has {model.Parameters} parameters and the start {start.Count}.", nameof(start));
        if (people.Count < 2) throw new ArgumentException("A population has two people or more.", nameof(people));
        var (q, effects) = (model.Random.Count, people.Select(_ => new double[model.Random.Count]).ToArray());
        var beta = Vector<double>.Build.DenseOfEnumerable(start);
        // Logarithms of a random parameter's deviation over the residual's.
        var relative = Vector<double>.Build.Dense(q);
        for (var round = 0; round < MostRounds; round++)
        {
            Penalised(model, people, beta, effects, relative);
            var linear = LinearMixedModel.At(model, people, beta, effects);
            var next = linear.Maximise(relative);
            var moved = (next - relative).InfinityNorm();
            relative = next;
            var fit = linear.Solve(relative);
            var change = (fit.Fixed - beta).InfinityNorm();
            if (moved > 2e-5 || change > 1e-5) continue;
            Penalised(model, people, beta, effects, relative);
            return new([.. beta], [.. relative.Select(log => Math.Exp(log) * fit.Residual)], fit.Residual, fit.LogLikelihood, effects);
        }
        throw new ArithmeticException($"The fit has not settled after {MostRounds} rounds: begin nearer, or let fewer parameters differ.");
    }

    /// <summary>Gauss–Newton on all curves together, each person's effects pulled towards zero by their deviation.</summary>
    private static void Penalised<TPoint>(GroupedModel<TPoint> model, IReadOnlyList<ObservedPerson<TPoint>> people, Vector<double> beta, double[][] effects, Vector<double> relative)
    {
        const int MostSteps = 50;
        var (p, q) = (model.Parameters, model.Random.Count);
        var cost = Cost(model, people, beta, effects, relative);
        for (var i = 0; i < MostSteps; i++)
        {
            // Each person's effects are eliminated first: what is left are equations in the typical parameters alone.
            var (left, right) = (Matrix<double>.Build.Dense(p, p), Vector<double>.Build.Dense(p));
            var own = new (Matrix<double> Inverse, Matrix<double> Cross, Vector<double> Pull)[people.Count];
            for (var k = 0; k < people.Count; k++)
            {
                var (residual, slopes) = Linearise(model, people[k], beta, effects[k]);
                var random = Columns(slopes, model.Random);
                var penalty = Matrix<double>.Build.Diagonal(q, q, j => Math.Exp(-2 * relative[j]));
                var inverse = (random.TransposeThisAndMultiply(random) + penalty).Inverse();
                var cross = random.TransposeThisAndMultiply(slopes);
                var pull = random.TransposeThisAndMultiply(residual) - penalty * Vector<double>.Build.DenseOfArray(effects[k]);
                left += slopes.TransposeThisAndMultiply(slopes) - cross.TransposeThisAndMultiply(inverse * cross);
                right += slopes.TransposeThisAndMultiply(residual) - cross.TransposeThisAndMultiply(inverse * pull);
                own[k] = (inverse, cross, pull);
            }
            var step = left.Solve(right);
            double[][] steps = [.. own.Select(person => (person.Inverse * (person.Pull - person.Cross * step)).ToArray())];
            for (var share = 1.0; ; share /= 2)
            {
                if (share < 1e-8) return;
                var nextBeta = beta + share * step;
                double[][] nextEffects = [.. effects.Select((effect, k) => effect.Select((value, j) => value + share * steps[k][j]).ToArray())];
                var next = Cost(model, people, nextBeta, nextEffects, relative);
                if (!(next <= cost)) continue;
                nextBeta.CopyTo(beta);
                nextEffects.CopyTo(effects, 0);
                var gain = cost - next;
                cost = next;
                if (gain < 1e-13 * cost) return;
                break;
            }
        }
    }

    private static double Cost<TPoint>(GroupedModel<TPoint> model, IReadOnlyList<ObservedPerson<TPoint>> people, Vector<double> beta, double[][] effects, Vector<double> relative)
    {
        var sum = 0.0;
        for (var k = 0; k < people.Count; k++)
        {
            var own = Own(model, beta, effects[k]);
            for (var i = 0; i < people[k].Values.Count; i++)
            {
                var rest = people[k].Values[i] - model.Curve(own, people[k].Points[i]);
                sum += rest * rest;
            }
            for (var j = 0; j < relative.Count; j++) sum += effects[k][j] * effects[k][j] * Math.Exp(-2 * relative[j]);
        }
        return sum;
    }

    /// <summary>What a person's curve leaves, and how it changes with each parameter.</summary>
    internal static (Vector<double> Residual, Matrix<double> Slopes) Linearise<TPoint>(GroupedModel<TPoint> model, ObservedPerson<TPoint> person, Vector<double> beta, double[] effects)
    {
        var (own, n) = (Own(model, beta, effects), person.Values.Count);
        var residual = Vector<double>.Build.Dense(n, i => person.Values[i] - model.Curve(own, person.Points[i]));
        var slopes = Matrix<double>.Build.Dense(n, model.Parameters);
        for (var j = 0; j < model.Parameters; j++)
        {
            var (value, step) = (own[j], Difference * Math.Max(Math.Abs(own[j]), 1e-2));
            for (var i = 0; i < n; i++)
            {
                own[j] = value + step;
                var above = model.Curve(own, person.Points[i]);
                own[j] = value - step;
                slopes[i, j] = (above - model.Curve(own, person.Points[i])) / (2 * step);
            }
            own[j] = value;
        }
        return (residual, slopes);
    }

    internal static Matrix<double> Columns(Matrix<double> matrix, IReadOnlyList<int> which) => Matrix<double>.Build.DenseOfColumnVectors(which.Select(matrix.Column));

    private static double[] Own<TPoint>(GroupedModel<TPoint> model, Vector<double> beta, double[] effects)
    {
        var own = beta.ToArray();
        for (var j = 0; j < effects.Length; j++) own[model.Random[j]] += effects[j];
        return own;
    }
}
