using TwinGrid.Physiology.Calibration;

namespace TwinGrid.Lab.Calibrations;

/// <summary>What a calibration found, as it is written. Glucose in mg/dL.</summary>
/// <param name="Model">Model and method.</param>
/// <param name="Person">Whose parameters the priors stand around.</param>
/// <param name="Samples">Measurements that were there.</param>
/// <param name="Missing">Measurements that were not.</param>
/// <param name="Noise">What the fit assumed of the sensor, and what it saw.</param>
/// <param name="Iterations">Simulations it took.</param>
/// <param name="RmseBeforeMgPerDl">Of the person before the data, beside the measurements.</param>
/// <param name="RmseMgPerDl">Of the fit, beside the measurements.</param>
/// <param name="Says">Whether the fit can be believed.</param>
/// <param name="Parameters">One by one.</param>
internal sealed record CalibrationReport(
    string Model, string Person, int Samples, int Missing, NoiseReport Noise, int Iterations, double RmseBeforeMgPerDl, double RmseMgPerDl, string Says,
    IReadOnlyList<ParameterReport> Parameters);

/// <summary>The sensor's errors: AR(1).</summary>
/// <param name="Model">How they are correlated.</param>
/// <param name="DeviationMgPerDl">Assumed standing deviation.</param>
/// <param name="Correlation">Assumed correlation of neighbouring samples.</param>
/// <param name="ResidualDeviationMgPerDl">Deviation of what the fit left.</param>
/// <param name="ResidualCorrelation">Correlation of neighbours in it; null where there are none.</param>
internal sealed record NoiseReport(string Model, double DeviationMgPerDl, double Correlation, double ResidualDeviationMgPerDl, double? ResidualCorrelation);

/// <summary>A parameter before and after the data.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Unit">UCUM.</param>
/// <param name="Prior">The belief before.</param>
/// <param name="Posterior">The belief after.</param>
/// <param name="Identified">Whether the data moved the belief.</param>
/// <param name="Says">The same in words.</param>
internal sealed record ParameterReport(string Name, string Unit, BeliefReport Prior, BeliefReport Posterior, bool Identified, string Says)
{
    public static ParameterReport Of(MapEstimate found, int index)
    {
        var parameter = found.Parameters[index];
        var (prior, posterior) = (BeliefReport.Of(parameter.Typical, parameter.LogSpread), BeliefReport.Of(found.Value(index), found.LogDeviation(index)));
        var identified = found.IsIdentified(index);
        return new(parameter.Name, parameter.Unit, prior, posterior, identified, identified
            ? $"the data narrow it to {found.LogDeviation(index) / parameter.LogSpread:P0} of its prior spread"
            : "not identified: the data hardly move it, it stands at its prior");
    }
}

/// <summary>A log-normal belief.</summary>
/// <param name="Value">Its median: the prior's typical value, or the most probable one.</param>
/// <param name="LogSd">Standard deviation of its logarithm.</param>
/// <param name="Interval90">From its 5 % to its 95 % quantile.</param>
internal sealed record BeliefReport(double Value, double LogSd, double[] Interval90)
{
    private const double Quantile95 = 1.6448536269514722;

    public static BeliefReport Of(double median, double logSd) => new(median, logSd, [median * Math.Exp(-Quantile95 * logSd), median * Math.Exp(Quantile95 * logSd)]);
}
