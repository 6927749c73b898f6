using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Calibration;

/// <summary>
/// Finds the most probable personal parameters of a person from a day or more of measurements (maximum a posteriori): log-normal
/// priors, measurement errors that are correlated from sample to sample (AR(1)).
/// </summary>
/// <remarks>
/// Levenberg–Marquardt on whitened residuals. The eight lanes of one simulation hold the present point and its neighbours, so that a
/// day costs one run per iteration, derivatives included.
/// </remarks>
/// <param name="noise">The measurement's errors.</param>
public sealed class MapCalibration(CorrelatedNoise noise)
{
    private const double Difference = 1e-5;
    private const int MostIterations = 25;

    /// <summary>The most probable parameters.</summary>
    /// <param name="subject">Whose.</param>
    /// <param name="measurements">Measurements in time order, a fixed step apart; NaN where one is missing.</param>
    public MapEstimate Fit(ICalibrationSubject subject, ReadOnlySpan<double> measurements)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var parameters = subject.Parameters;
        if (parameters.Count is 0 or > Lanes.Count - 1)
            throw new ArgumentException($"One to {Lanes.Count - 1} parameters can be found at once; {parameters.Count} are asked for.", nameof(subject));
        var measured = measurements.ToArray();
        var present = Evaluate(subject, measured, new double[parameters.Count]);
        var damping = 1e-3;
        var iterations = 1;
        for (; iterations < MostIterations && damping < 1e6; iterations++)
        {
            var step = (present.Curvature + damping * Matrix<double>.Build.DiagonalOfDiagonalVector(present.Curvature.Diagonal())).Solve(present.Gradient);
            var next = Evaluate(subject, measured, [.. present.Logs.Select((log, i) => Math.Clamp(log - step[i], -5 * parameters[i].LogSpread, 5 * parameters[i].LogSpread))]);
            if (!(next.Cost < present.Cost))
            {
                if (step.AbsoluteMaximum() < 1e-6) break;
                damping *= 10;
                continue;
            }
            var gain = present.Cost - next.Cost;
            present = next;
            damping /= 10;
            if (gain < 1e-6 * (1 + next.Cost)) break;
        }
        return new(parameters, present.Logs, present.Curvature.Inverse(), iterations);
    }

    /// <summary>Cost, gradient and Gauss–Newton curvature at a point.</summary>
    private Point Evaluate(ICalibrationSubject subject, double[] measured, double[] logs)
    {
        var parameters = subject.Parameters;
        var members = Enumerable.Range(0, Lanes.Count).Select(lane => (double[])logs.Clone()).ToArray();
        for (var i = 0; i < logs.Length; i++) members[i + 1][i] += Difference;
        var course = new Lanes[measured.Length];
        subject.Simulate(members, course);

        var cost = 0.0;
        var gradient = Vector<double>.Build.Dense(logs.Length);
        var curvature = Matrix<double>.Build.Dense(logs.Length, logs.Length);
        var slope = new double[logs.Length];
        var before = -1;
        for (var k = 0; k < measured.Length; k++)
        {
            if (double.IsNaN(measured[k])) continue;
            var (weight, memory) = noise.Whitening(before < 0 ? 0 : k - before);
            var residual = course[k] - measured[k];
            if (before >= 0) residual -= memory * (course[before] - measured[before]);
            residual *= weight;
            before = k;
            for (var i = 0; i < logs.Length; i++) slope[i] = (residual[i + 1] - residual[0]) / Difference;
            cost += residual[0] * residual[0];
            for (var i = 0; i < logs.Length; i++)
            {
                gradient[i] += slope[i] * residual[0];
                for (var j = 0; j < logs.Length; j++) curvature[i, j] += slope[i] * slope[j];
            }
        }
        for (var i = 0; i < logs.Length; i++)
        {
            var certainty = 1 / (parameters[i].LogSpread * parameters[i].LogSpread);
            cost += logs[i] * logs[i] * certainty;
            gradient[i] += logs[i] * certainty;
            curvature[i, i] += certainty;
        }
        return new(logs, double.IsFinite(cost) ? cost : double.PositiveInfinity, gradient, curvature);
    }

    private sealed record Point(double[] Logs, double Cost, Vector<double> Gradient, Matrix<double> Curvature);
}
