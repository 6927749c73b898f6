using System.Globalization;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Faults.Grids;

/// <summary>Processes whose clocks are wrong by minutes: ahead at even places, behind at odd ones. Time goes at its pace, only the hour is wrong.</summary>
internal static class WrongClock
{
    private const double Minutes = 5;

    /// <summary>What such a process says when it starts.</summary>
    public const string Word = "The clock of this process is wrong by";

    /// <summary>Environment of the silo or gateway at a place.</summary>
    public static IEnumerable<(string Name, string Value)> At(int place) =>
    [
        ("DOTNET_STARTUP_HOOKS", Repository.BuildOutput("tests/wrong-clock", "TwinGrid.WrongClock")),
        ("WRONG_CLOCK_MINUTES", (place % 2 == 0 ? Minutes : -Minutes).ToString(CultureInfo.InvariantCulture)),
    ];
}
