using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace TwinGrid.VitalsLog.Kafka;

/// <summary>What librdkafka says, put into the log of the program; and its last complaint, for the sentences that tell why something failed. Safe for concurrent use.</summary>
internal sealed partial class KafkaTalk(ILogger logger)
{
    private volatile string _complaint = "no broker answered";

    /// <summary>The last complaint of a client.</summary>
    public string Complaint => _complaint;

    public void Say(Error error)
    {
        _complaint = error.Reason;
        LogComplaint(logger, error.Code, error.Reason);
    }

    public void Say(LogMessage message) => LogMessage(logger, (LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging), message.Facility, message.Message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka: {Code}: {Reason}")]
    private static partial void LogComplaint(ILogger logger, ErrorCode code, string reason);

    [LoggerMessage(Message = "librdkafka {Facility}: {Text}")]
    private static partial void LogMessage(ILogger logger, LogLevel level, string facility, string text);
}
