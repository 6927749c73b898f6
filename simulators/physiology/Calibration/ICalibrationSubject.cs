using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Calibration;

/// <summary>A person whose measured course can be computed from personal parameters.</summary>
public interface ICalibrationSubject
{
    /// <summary>The parameters to be found; up to seven cost one simulation a step.</summary>
    IReadOnlyList<CalibratedParameter> Parameters { get; }

    /// <summary>The course at the measurements' times, for eight members at once.</summary>
    /// <param name="logs">Eight vectors of the parameters' logarithms relative to their typical values.</param>
    /// <param name="course">One value per measurement.</param>
    void Simulate(IReadOnlyList<double[]> logs, Span<Lanes> course);
}

/// <summary>A parameter with its log-normal prior.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Typical">Median of the prior.</param>
/// <param name="LogSpread">Standard deviation of its logarithm.</param>
/// <param name="Unit">UCUM unit.</param>
public sealed record CalibratedParameter(string Name, double Typical, double LogSpread, string Unit)
{
    /// <summary>Above this share of the population's spread a parameter counts as not moved by the data.</summary>
    public const double Unmoved = 0.8;

    /// <summary>Whether a belief of this standard deviation of the logarithm holds more than the population does.</summary>
    public bool IsIdentified(double logDeviation) => logDeviation < Unmoved * LogSpread;
}
