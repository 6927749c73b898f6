using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Calibration;

/// <summary>
/// Finds the most probable personal parameters of a person from a day or more of measurements (maximum a posteriori): log-normal
/// priors, measurement errors that are correlated from sample to sample (AR(1)).
/// </summary>
/// <remarks>
/// Levenberg–Marquardt on whitened residuals. The eight lanes of one simulation hold the present point and its neighbours, so that a
/// day costs one run per iteration, derivatives included (two with more than seven parameters).
/// </remarks>
/// <param name="noise">The measurement's errors; where they are learned, the ones to begin with.</param>
public sealed class MapCalibration(CorrelatedNoise noise)
{
    private const double Difference = 1e-5;
    /// <summary>A step that promises no more of the cost than this is not worth a simulation: it moves parameters by hundredths of their deviation.</summary>
    private const double Enough = 1e-4;
    private const int Neighbours = Lanes.Count - 1;

    /// <summary>The fit ends after so many simulations, wherever it then stands.</summary>
    public int MostIterations { get; init; } = 25;

    /// <summary>How often the errors are learned anew from what is left of the residuals, the fit going on in between (Cochrane–Orcutt).</summary>
    public int NoiseRounds { get; init; }

    /// <summary>Whitened residuals beyond so many deviations pull no harder than this (Huber); infinite: all pull by their square.</summary>
    public double Robustness { get; init; } = double.PositiveInfinity;

    /// <summary>The most probable parameters.</summary>
    /// <param name="subject">Whose.</param>
    /// <param name="measurements">Measurements in time order, a fixed step apart; NaN where one is missing.</param>
    public MapEstimate Fit(ICalibrationSubject subject, ReadOnlySpan<double> measurements) => Fit(subject, measurements, null, []);

    /// <summary>The most probable parameters, beginning from what an earlier fit left.</summary>
    /// <param name="subject">Whose.</param>
    /// <param name="measurements">Measurements in time order, a fixed step apart; NaN where one is missing.</param>
    /// <param name="prior">What was believed before; null: the parameters' own priors, independent of each other.</param>
    /// <param name="doubt">How many times larger than usual the errors of each measurement are; empty: none.</param>
    public MapEstimate Fit(ICalibrationSubject subject, ReadOnlySpan<double> measurements, LogPrior? prior, ReadOnlySpan<double> doubt)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var parameters = subject.Parameters;
        if (parameters.Count == 0) throw new ArgumentException("There is no parameter to be found.", nameof(subject));
        prior ??= LogPrior.Of(parameters);
        var cost = new MapCost(measurements.ToArray(), doubt.ToArray(), prior, Robustness);
        var errors = noise;
        var present = cost.Weigh(prior.Mean, Run(subject, prior.Mean, measurements.Length), errors);
        var iterations = 1;
        for (var round = 0; ; round++)
        {
            present = Descend(subject, cost, errors, present, ref iterations);
            if (round == NoiseRounds) return new(parameters, present.Logs, present.Curvature.Inverse(), iterations, errors, present.Course);
            errors = cost.ErrorsLeft(present.Course, errors, parameters.Count);
            present = cost.Weigh(present.Logs, present.Runs, errors);
        }
    }

    private MapPoint Descend(ICalibrationSubject subject, MapCost cost, CorrelatedNoise errors, MapPoint present, ref int iterations)
    {
        var parameters = subject.Parameters;
        var damping = 1e-3;
        for (; iterations < MostIterations && damping < 1e6; iterations++)
        {
            var step = (present.Curvature + damping * Matrix<double>.Build.DiagonalOfDiagonalVector(present.Curvature.Diagonal())).Solve(present.Gradient);
            if (step * present.Gradient < Enough * (1 + present.Cost)) break;
            double[] logs = [.. present.Logs.Select((log, i) => Math.Clamp(log - step[i], -5 * parameters[i].LogSpread, 5 * parameters[i].LogSpread))];
            var next = cost.Weigh(logs, Run(subject, logs, present.Course.Length), errors);
            if (!(next.Cost < present.Cost))
            {
                damping *= 10;
                continue;
            }
            present = next;
            damping /= 10;
        }
        return present;
    }

    /// <summary>The course at a point and its slope by each parameter.</summary>
    private static MapRun Run(ICalibrationSubject subject, double[] logs, int samples)
    {
        var run = new MapRun(new double[samples], new double[logs.Length, samples]);
        var course = new Lanes[samples];
        for (var first = 0; first < logs.Length; first += Neighbours)
        {
            var members = Enumerable.Range(0, Lanes.Count).Select(_ => (double[])logs.Clone()).ToArray();
            var moved = Math.Min(Neighbours, logs.Length - first);
            for (var i = 0; i < moved; i++) members[i + 1][first + i] += Difference;
            subject.Simulate(members, course);
            for (var k = 0; k < samples; k++)
            {
                run.Course[k] = course[k][0];
                for (var i = 0; i < moved; i++) run.Slopes[first + i, k] = (course[k][i + 1] - course[k][0]) / Difference;
            }
        }
        return run;
    }
}
