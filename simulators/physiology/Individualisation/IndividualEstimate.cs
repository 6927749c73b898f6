using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Individualisation;

/// <summary>A patient's own kinetics, and how sure they are.</summary>
public sealed class IndividualEstimate
{
    private readonly DrugModel _model;
    private readonly PatientRecord _patient;

    internal IndividualEstimate(DrugModel model, PatientRecord patient, EffectEstimate found) => (_model, _patient, Found) = (model, patient, found);

    /// <summary>The random effects as they were found.</summary>
    public EffectEstimate Found { get; }

    /// <summary>The random effects: between people, then those of each occasion.</summary>
    public IReadOnlyList<double> Effects => Found.Effects;

    /// <summary>Of the effects, after the measurements: the inverse of the expected curvature at the mode.</summary>
    public Matrix<double> Covariance => Found.Covariance;

    /// <summary>Σ((y − f)²/v + ln v) + ηᵀΩ⁻¹η at the mode.</summary>
    public double Objective => Found.Objective;

    /// <summary>Concentrations at the measurements.</summary>
    public IReadOnlyList<double> Predictions => Found.Predictions;

    /// <summary>Steps tried.</summary>
    public int Iterations => Found.Iterations;

    /// <summary>The kinetics on an occasion.</summary>
    /// <param name="occasion">From 0.</param>
    /// <param name="covariates">The patient's at the time in question; null: the last known.</param>
    /// <returns>The same in all lanes.</returns>
    public KineticParameters Kinetics(int occasion = 0, Covariates? covariates = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)occasion, (uint)_patient.Occasions, nameof(occasion));
        Lanes[] all = [.. Effects.Select(effect => (Lanes)effect)];
        var (between, within) = (_model.Covariance.GetLength(0), _model.OccasionCovariance.GetLength(0));
        return _model.Parameters(all.AsSpan(0, between), all.AsSpan(between + occasion * within, within), covariates ?? _patient.Covariates[^1]);
    }

    /// <summary>What the patient's concentrations will be under a regimen, with their uncertainty from the effects alone (no measurement error).</summary>
    /// <param name="regimen">The whole of it, from the first dose ever.</param>
    /// <param name="times">Rising, h.</param>
    public PredictedCourse Predict(Regimen regimen, IReadOnlyList<double> times)
    {
        var course = new KineticCourse(_model, _patient with { Regimen = regimen, Measurements = [.. times.Select(time => new Measurement(time, double.NaN))] });
        var (n, m) = (Effects.Count, times.Count);
        var (concentrations, exposures) = (new Lanes[m], new Lanes[m]);
        var (centre, areas) = (new double[m], new double[m]);
        var (slopes, areaSlopes) = (Matrix<double>.Build.Dense(m, Math.Max(n, 1)), Matrix<double>.Build.Dense(m, Math.Max(n, 1)));
        const double Difference = 1e-5;
        for (var first = 0; first == 0 || first < n; first += Lanes.Count - 1)
        {
            Lanes[] effects = [.. Effects.Select(effect => (Lanes)effect)];
            var moved = Math.Min(Lanes.Count - 1, n - first);
            for (var i = 0; i < moved; i++) effects[first + i] = effects[first + i].With(i + 1, Effects[first + i] + Difference);
            course.Run(effects, concentrations, exposures);
            for (var k = 0; k < m; k++)
            {
                (centre[k], areas[k]) = (concentrations[k][0], exposures[k][0]);
                for (var i = 0; i < moved; i++)
                    (slopes[k, first + i], areaSlopes[k, first + i]) = ((concentrations[k][i + 1] - centre[k]) / Difference, (exposures[k][i + 1] - areas[k]) / Difference);
            }
        }
        return new(times, centre, areas, Spread(slopes), Spread(areaSlopes));

        Matrix<double> Spread(Matrix<double> slope) => n == 0 ? Matrix<double>.Build.Dense(m, m) : slope * Covariance * slope.Transpose();
    }
}

/// <summary>Foreseen concentrations.</summary>
/// <param name="Times">h.</param>
/// <param name="Concentrations">Most probable.</param>
/// <param name="Exposures">Areas under the concentration from the first event to each time.</param>
/// <param name="Covariance">Of the concentrations, from time to time.</param>
/// <param name="ExposureCovariance">Of the areas.</param>
public sealed record PredictedCourse(IReadOnlyList<double> Times, IReadOnlyList<double> Concentrations, IReadOnlyList<double> Exposures, Matrix<double> Covariance, Matrix<double> ExposureCovariance);
