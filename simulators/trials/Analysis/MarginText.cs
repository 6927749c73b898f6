using System.Globalization;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Analysis;

/// <summary>A margin in words.</summary>
internal static class MarginText
{
    /// <summary>With its unit, such as <c>4 mmHg</c> or <c>hazard ratio 1.3</c>.</summary>
    public static string Of(EndpointLayout endpoint) => endpoint.Kind switch
    {
        EndpointKind.TimeToEvent => $"hazard ratio {Number(endpoint.IsMoreBetter ? endpoint.Margin : 1 / endpoint.Margin)}",
        EndpointKind.Responder => $"{Number(100 * endpoint.Margin)} percentage points",
        _ => $"{Number(endpoint.Margin)}{(endpoint.Unit.Length > 0 ? " " + endpoint.Unit : "")}",
    };

    /// <summary>The bounds within which the effect, treated over control, must lie; infinite where there is none.</summary>
    public static (double Low, double High) Bounds(EndpointLayout endpoint)
    {
        if (endpoint.Hypothesis == Hypothesis.Superiority) return (double.NegativeInfinity, double.PositiveInfinity);
        var isTime = endpoint.Kind == EndpointKind.TimeToEvent;
        var (low, high) = isTime ? (1 / endpoint.Margin, endpoint.Margin) : (-endpoint.Margin, endpoint.Margin);
        if (endpoint.Hypothesis == Hypothesis.Equivalence) return (low, high);
        // A longer time is a smaller hazard ratio.
        return endpoint.IsMoreBetter != isTime ? (low, double.PositiveInfinity) : (double.NegativeInfinity, high);
    }

    private static string Number(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
