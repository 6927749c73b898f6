using TwinGrid.Forecasts;

namespace TwinGrid.Grains.Patients;

/// <summary>Thins a forecast for the glance: few points, to a tenth, carry what a header shows; the organ gives the whole when asked.</summary>
public static class ForecastSummary
{
    private const int Points = 9;

    /// <summary>The same forecast on at most nine grid points, first and last included.</summary>
    public static Forecast Thin(Forecast forecast)
    {
        if (forecast.IsDeclined) return forecast;
        var stride = forecast.Quantiles[0].Length <= Points ? 1 : (forecast.Quantiles[0].Length - 1 + Points - 2) / (Points - 1);
        return forecast with
        {
            Step = forecast.Step * stride,
            Quantiles = Thin(forecast.Quantiles, stride),
        };
    }

    private static double[][] Thin(double[][] courses, int stride)
    {
        var thin = new double[courses.Length][];
        for (var i = 0; i < thin.Length; i++) thin[i] = Thin(courses[i], stride);
        return thin;
    }

    private static double[] Thin(double[] course, int stride)
    {
        var thin = new double[(course.Length + stride - 1) / stride];
        for (var i = 0; i < thin.Length; i++) thin[i] = OfTenths(Tenths(course[i * stride]));
        return thin;
    }

    internal static long Tenths(double value) => (long)Math.Round(value * 10);

    internal static double OfTenths(long tenths) => tenths / 10d;
}
