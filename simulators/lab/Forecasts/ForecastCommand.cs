using System.CommandLine;
using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Forecasts;

/// <summary><c>forecast</c>: evaluates, trains and runs the glucose forecaster.</summary>
internal static class ForecastCommand
{
    public static Command Make(Workbench bench) => new("forecast", "Evaluates, trains and runs the glucose forecaster on recorded sensors.")
    {
        RunCommand.Make(bench),
        EvaluateCommand.Make(bench),
        TrainCommand.Make(bench),
    };
}
