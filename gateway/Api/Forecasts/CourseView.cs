using TwinGrid.Forecasts;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Forecasts;

/// <summary>What a model believed of a signal over the past.</summary>
/// <param name="Unit">UCUM unit of the values.</param>
/// <param name="Start">Time of the first grid point.</param>
/// <param name="StepMinutes">Minutes between grid points.</param>
/// <param name="Values">One a grid point, without the noise of a reading; null where the model followed nothing; empty when it never did.</param>
/// <param name="ModelVersion">Name and version of the model.</param>
public sealed record CourseView(
    string Signal, string Code, string Unit, DateTimeOffset Start, double StepMinutes, IReadOnlyList<double?> Values, string ModelVersion)
{
    internal static CourseView Of(ModelCourse course)
    {
        var signal = SignalCatalogue.Of(course.Signal);
        return new(
            signal.Slug, signal.Code, signal.Unit, course.Start, course.Step.TotalMinutes,
            [.. course.Values.Select(value => ForecastView.Shown(value, signal))], course.ModelVersion);
    }
}
