using TwinGrid.Vitals;

namespace TwinGrid.Forecasts;

/// <summary>What an organ's model believed of a signal over the past, to stand beside what was measured.</summary>
/// <param name="Signal">In its internal unit.</param>
/// <param name="Start">Time of the first grid point.</param>
/// <param name="Step">Grid step.</param>
/// <param name="Values">One a grid point, without the noise of a reading; NaN where the model followed nothing. Empty where it never did.</param>
/// <param name="ModelVersion">Name and version of the model.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.ModelCourse")]
public sealed record ModelCourse(
    [property: Id(0)] Signal Signal,
    [property: Id(1)] DateTimeOffset Start,
    [property: Id(2)] TimeSpan Step,
    [property: Id(3)] double[] Values,
    [property: Id(4)] string ModelVersion)
{
    /// <summary>The course of a signal that no organ follows.</summary>
    public static ModelCourse None(Signal signal, DateTimeOffset at) => new(signal, at, Forecast.StandardStep, [], "none");
}
