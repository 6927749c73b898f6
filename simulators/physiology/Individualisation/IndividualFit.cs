using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Individualisation;

/// <summary>
/// Finds a patient's own kinetics from few measurements: the most probable random effects under the population's (maximum a posteriori, the
/// objective of NONMEM's first-order conditional estimation with interaction).
/// </summary>
/// <remarks>
/// Minimised is Σ((y − f)²/v + ln v) + ηᵀΩ⁻¹η with the variance v at the present prediction f. The eight lanes of one run hold a point and its neighbours;
/// steps are Newton's with the expected curvature, damped where the objective would rise.
/// Beal, Sheiner, NONMEM Users Guides; Le Louedec et al., CPT Pharmacometrics Syst Pharmacol 10:1208, 2021.
/// </remarks>
public static class IndividualFit
{
    private const double Difference = 1e-6, Enough = 1e-8, MostDamping = 1e9;
    private const int Neighbours = Lanes.Count - 1, MostIterations = 100;

    /// <summary>The most probable effects.</summary>
    /// <param name="model">The drug.</param>
    /// <param name="patient">Doses and measurements; without measurements the population's typical patient results.</param>
    /// <exception cref="MissingCovariateException">The model needs what the record lacks.</exception>
    /// <exception cref="ArgumentException">Doses or times are not possible.</exception>
    /// <exception cref="ArithmeticException">No finite objective is found.</exception>
    public static IndividualEstimate Find(DrugModel model, PatientRecord patient)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(patient);
        var problem = new Problem(model, patient);
        var present = problem.At(new double[problem.Free.Length]);
        if (!double.IsFinite(present.Objective)) throw new ArithmeticException("With the population's typical effects no prediction is finite: check doses, times and covariates.");
        var (damping, iterations) = (0.0, 0);
        for (; iterations < MostIterations && damping < MostDamping && problem.Free.Length > 0; iterations++)
        {
            var curvature = present.Curvature.Clone();
            if (damping > 0) curvature += damping * Matrix<double>.Build.DiagonalOfDiagonalVector(curvature.Diagonal());
            var step = curvature.Cholesky().Solve(present.Gradient);
            if (step.InfinityNorm() < Enough) break;
            var next = problem.At([.. present.Effects.Select((effect, i) => effect - step[i])]);
            if (next.Objective <= present.Objective + 1e-12 * Math.Abs(present.Objective))
            {
                present = next;
                damping = damping > 1e-3 ? damping / 10 : 0;
            }
            else damping = Math.Max(damping * 10, 1e-3);
        }
        return problem.Estimate(present, iterations);
    }

    /// <summary>Where a fit stands.</summary>
    private sealed record Point(double[] Effects, double Objective, Vector<double> Gradient, Matrix<double> Curvature, double[] Predictions);

    private sealed class Problem
    {
        private readonly DrugModel _model;
        private readonly PatientRecord _patient;
        private readonly KineticCourse _course;
        private readonly Matrix<double> _precision;
        private readonly Lanes[] _effects;
        private readonly Lanes[] _predictions;

        public Problem(DrugModel model, PatientRecord patient)
        {
            (_model, _patient, _course) = (model, patient, new(model, patient));
            var all = AllCovariance(model, patient.Occasions);
            Free = [.. Enumerable.Range(0, _course.Effects).Where(i => all[i, i] > 0)];
            _precision = Free.Length == 0 ? Matrix<double>.Build.Dense(1, 1) : Matrix<double>.Build.Dense(Free.Length, Free.Length, (i, j) => all[Free[i], Free[j]]).Inverse();
            (_effects, _predictions) = (new Lanes[_course.Effects], new Lanes[patient.Measurements.Count]);
        }

        /// <summary>Which effects vary.</summary>
        public int[] Free { get; }

        public Point At(double[] free)
        {
            var (n, m) = (free.Length, _predictions.Length);
            var (predictions, slopes) = (new double[m], new double[n, m]);
            for (var first = 0; first == 0 || first < n; first += Neighbours)
            {
                Array.Clear(_effects);
                for (var i = 0; i < n; i++) _effects[Free[i]] = free[i];
                var moved = Math.Min(Neighbours, n - first);
                for (var i = 0; i < moved; i++) _effects[Free[first + i]] = _effects[Free[first + i]].With(i + 1, free[first + i] + Difference);
                _course.Run(_effects, _predictions);
                for (var k = 0; k < m; k++)
                {
                    predictions[k] = _predictions[k][0];
                    for (var i = 0; i < moved; i++) slopes[first + i, k] = (_predictions[k][i + 1] - predictions[k]) / (free[first + i] + Difference - free[first + i]);
                }
            }
            return Weigh(free, predictions, slopes);
        }

        private Point Weigh(double[] free, double[] predictions, double[,] slopes)
        {
            var n = free.Length;
            if (n == 0) return new(free, Objective(predictions, 0), Vector<double>.Build.Dense(1), Matrix<double>.Build.Dense(1, 1), predictions);
            var effects = Vector<double>.Build.DenseOfArray(free);
            // Halves of gradient and curvature throughout.
            var gradient = _precision * effects;
            var curvature = _precision.Clone();
            for (var k = 0; k < predictions.Length; k++)
            {
                var (variance, slope) = _model.Error.At(predictions[k]);
                var error = _patient.Measurements[k].Concentration - predictions[k];
                var pull = -error / variance + .5 * slope / variance * (1 - error * error / variance);
                var weight = 1 / variance + .5 * slope * slope / (variance * variance);
                for (var i = 0; i < n; i++)
                {
                    gradient[i] += pull * slopes[i, k];
                    for (var j = 0; j < n; j++) curvature[i, j] += weight * slopes[i, k] * slopes[j, k];
                }
            }
            return new(free, Objective(predictions, effects * _precision * effects), gradient, curvature, predictions);
        }

        private double Objective(double[] predictions, double prior)
        {
            for (var k = 0; k < predictions.Length; k++)
            {
                var (variance, _) = _model.Error.At(predictions[k]);
                var error = _patient.Measurements[k].Concentration - predictions[k];
                prior += error * error / variance + Math.Log(variance);
            }
            return double.IsFinite(prior) ? prior : double.PositiveInfinity;
        }

        public IndividualEstimate Estimate(Point point, int iterations)
        {
            var size = _course.Effects;
            var (effects, covariance) = (new double[size], Matrix<double>.Build.Dense(size, size));
            var free = Free.Length == 0 ? point.Curvature : point.Curvature.Inverse();
            for (var i = 0; i < Free.Length; i++)
            {
                effects[Free[i]] = point.Effects[i];
                for (var j = 0; j < Free.Length; j++) covariance[Free[i], Free[j]] = free[i, j];
            }
            return new(_model, _patient, effects, covariance, point.Objective, point.Predictions, iterations);
        }

        private static Matrix<double> AllCovariance(DrugModel model, int occasions)
        {
            var (between, within) = (model.Covariance.GetLength(0), model.OccasionCovariance.GetLength(0));
            var all = Matrix<double>.Build.Dense(between + occasions * within, between + occasions * within);
            all.SetSubMatrix(0, 0, Matrix<double>.Build.DenseOfArray(model.Covariance));
            for (var k = 0; k < occasions && within > 0; k++) all.SetSubMatrix(between + k * within, between + k * within, Matrix<double>.Build.DenseOfArray(model.OccasionCovariance));
            return all;
        }
    }
}
