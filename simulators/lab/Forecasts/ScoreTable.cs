using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Forecasts;

/// <summary>Scores as a table for people.</summary>
internal static class ScoreTable
{
    private static readonly string[] Columns = ["split", "forecaster", "RMSE mean", "MAE mean", "RMSE median", "MAE median", "RMSE 30", "RMSE 60", "pinball", "in 50 %", "in 90 %", "windows"];

    public static void Show(Workbench bench, DataSetReport report)
    {
        bench.Note($"{report.DataSet}: {report.People} people, strangers {report.Strangers}{(report.FilterAssumes is { } kind ? $", filter assumes {kind}" : "")}; mg/dL; RMSE and MAE by mean and median window, an hour ahead.");
        var widths = Columns.Select(column => Math.Max(column.Length, 7)).ToArray();
        widths[1] = 18;
        bench.Note(Line(Columns, widths));
        foreach (var row in report.Scores)
            bench.Note(Line(
                [row.Split, row.Model, Two(row.MeanWindowRmse), Two(row.MeanWindowMae), Two(row.MedianWindowRmse), Two(row.MedianWindowMae), Two(row.Rmse30), Two(row.Rmse60),
                    Two(row.Pinball), Share(row.Coverage50), Share(row.Coverage90), $"{row.WindowsPerSplit:0}"], widths));
    }

    private static string Line(string[] cells, int[] widths) => string.Join("  ", cells.Select((cell, i) => i < 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])));

    private static string Two(double? value) => value is { } number ? $"{number:0.00}" : "–";

    private static string Share(double? value) => value is { } number ? $"{100 * number:0.0}" : "–";
}
