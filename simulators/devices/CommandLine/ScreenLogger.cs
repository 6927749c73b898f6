using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace TwinGrid.Devices.CommandLine;

/// <summary>What a sender has to say, on the screen: it waits, it goes on.</summary>
internal sealed class ScreenLogger(IAnsiConsole console) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) console.MarkupLineInterpolated($"[{(logLevel >= LogLevel.Warning ? "yellow" : "grey")}]{formatter(state, exception)}[/]");
    }
}
