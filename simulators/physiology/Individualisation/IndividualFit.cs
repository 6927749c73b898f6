using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Individualisation;

/// <summary>Finds a patient's own kinetics from few measured concentrations.</summary>
/// <inheritdoc cref="EffectFit" path="/remarks"/>
public static class IndividualFit
{
    private const double Difference = 1e-6;

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
        var course = new KineticCourse(model, patient);
        var found = EffectFit.Find(new(
            AllCovariance(model, patient.Occasions), course.Run, [.. patient.Measurements.Select(measurement => measurement.Concentration)],
            [.. Enumerable.Repeat(model.Error, patient.Measurements.Count)], Difference));
        return new(model, patient, found);
    }

    private static double[,] AllCovariance(DrugModel model, int occasions)
    {
        var (between, within) = (model.Covariance.GetLength(0), model.OccasionCovariance.GetLength(0));
        if (between + within == 0) return new double[0, 0];
        var all = Matrix<double>.Build.Dense(between + occasions * within, between + occasions * within);
        if (between > 0) all.SetSubMatrix(0, 0, Matrix<double>.Build.DenseOfArray(model.Covariance));
        for (var k = 0; k < occasions && within > 0; k++) all.SetSubMatrix(between + k * within, between + k * within, Matrix<double>.Build.DenseOfArray(model.OccasionCovariance));
        return all.ToArray();
    }
}
