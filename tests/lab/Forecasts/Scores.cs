using System.Text.Json;

namespace TwinGrid.Lab.Tests.Forecasts;

/// <summary>Reads the report of <c>forecast evaluate</c>.</summary>
internal sealed class Scores
{
    private readonly JsonElement _dataSet;

    private Scores(JsonElement dataSet) => _dataSet = dataSet;

    public JsonElement DataSet => _dataSet;

    /// <summary>Evaluates one file and reads the report.</summary>
    public static Scores Of(Lab lab, string file, params string[] options)
    {
        lab.Run(["forecast", "evaluate", "--cgm", file, "--out", lab.At("scores.json"), .. options]).ShouldBe(0, lab.Errors);
        using var report = JsonDocument.Parse(File.ReadAllText(lab.At("scores.json")));
        return new(report.RootElement.GetProperty("dataSets")[0].Clone());
    }

    /// <summary>A figure of a forecaster in a kind of split.</summary>
    public double this[string split, string model, string figure] => _dataSet.GetProperty("scores").EnumerateArray()
        .Single(row => row.GetProperty("split").GetString() == split && row.GetProperty("model").GetString() == model)
        .GetProperty(figure).GetDouble();
}
