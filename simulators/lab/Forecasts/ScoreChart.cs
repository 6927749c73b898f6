using TwinGrid.Lab.Results;

namespace TwinGrid.Lab.Forecasts;

/// <summary>How the forecasters' errors grow with the horizon: a line each, of people known and of strangers.</summary>
internal static class ScoreChart
{
    public static Chart Of(IReadOnlyList<DataSetReport> reports)
    {
        var chart = new Chart($"Error by horizon: {string.Join(", ", reports.Select(report => report.DataSet))}", "horizon (min)", "RMSE (mg/dL)");
        foreach (var report in reports)
            foreach (var row in report.Scores)
            {
                (double Minutes, double? Rmse)[] points = [(30, row.Rmse30), (60, row.Rmse60), (120, row.Rmse120), (240, row.Rmse240)];
                var known = points.Where(point => point.Rmse is not null).ToArray();
                chart.Line($"{report.DataSet} {row.Split} {row.Model}", [.. known.Select(point => point.Minutes)], [.. known.Select(point => point.Rmse!.Value)]);
            }
        return chart;
    }
}
