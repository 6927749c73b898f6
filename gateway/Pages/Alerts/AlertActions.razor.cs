using TwinGrid.Alerts;

namespace TwinGrid.Gateway.Pages.Alerts;

/// <summary>What may be done to an alert, as buttons.</summary>
public partial class AlertActions
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The grid did not answer: {Action}")]
    private static partial void LogNotHandled(ILogger logger, Exception error, AlertAction action);
}
