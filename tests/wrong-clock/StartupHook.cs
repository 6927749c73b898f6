using System.Diagnostics;
using System.Globalization;
using TwinGrid.WrongClock;

/// <summary>
/// What .NET calls before <c>Main</c> of a program that is started with <c>DOTNET_STARTUP_HOOKS</c>: when that program builds its host, the time in its services is
/// replaced by one that is wrong by <c>WRONG_CLOCK_MINUTES</c>. The program is the product's own, unchanged; it takes its time from there.
/// </summary>
/// <remarks>Orleans reads the machine's clock beside it for its table of silos: that part stays right.</remarks>
#pragma warning disable MA0047 // .NET looks for it by this name, outside any namespace
internal static class StartupHook
#pragma warning restore MA0047
{
    public static void Initialize()
    {
        if (!double.TryParse(Environment.GetEnvironmentVariable("WRONG_CLOCK_MINUTES"), CultureInfo.InvariantCulture, out var minutes)) return;
        DiagnosticListener.AllListeners.Subscribe(new HostWatch(new ShiftedTime(TimeSpan.FromMinutes(minutes))));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The clock of this process is wrong by {minutes} minutes."));
    }
}
