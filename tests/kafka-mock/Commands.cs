using System.Globalization;
using Confluent.Kafka;
using TwinGrid.Testbed;

namespace TwinGrid.KafkaMockProcess;

/// <summary>What the mock cluster is told to do, a line each. Brokers are 1 to 3, or all.</summary>
internal static class Commands
{
    private const string Help =
        "down BROKER | up BROKER | rtt BROKER MS | errors REQUEST CODE… | late BROKER REQUEST MS [TIMES] | clear REQUEST | lead PARTITION BROKER | coordinator GROUP BROKER | delete PARTITION BEFORE | quit";

    /// <summary>Does what a line says.</summary>
    /// <returns>"ok", or what was wrong with the line.</returns>
    public static string Obey(KafkaMock mock, string topic, string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        try
        {
            switch (words)
            {
                case ["down", var broker]: mock.Down(Broker(broker)); break;
                case ["up", var broker]: mock.Up(Broker(broker)); break;
                case ["rtt", var broker, var ms]: mock.Delay(Broker(broker), Milliseconds(ms)); break;
                case ["errors", var request, .. var codes]: mock.Fail(Request(request), [.. codes.Select(code => (ErrorCode)Number(code))]); break;
                case ["late", var broker, var request, var ms]: Late(mock, broker, request, ms, 1); break;
                case ["late", var broker, var request, var ms, var times]: Late(mock, broker, request, ms, Number(times)); break;
                case ["clear", var request]: mock.StopFailing(Request(request)); break;
                case ["lead", var partition, var broker]: mock.Lead(topic, Number(partition), Broker(broker)); break;
                case ["coordinator", var group, var broker]: mock.Coordinate(group, Broker(broker)); break;
                case ["delete", var partition, var before]: mock.DeleteBefore(topic, Number(partition), Number(before)); break;
                default: return $"unknown: {line}; known: {Help}";
            }
            return "ok";
        }
        catch (Exception error) when (error is FormatException or ArgumentException or KafkaException)
        {
            return $"wrong: {line}: {error.Message}";
        }
    }

    private static void Late(KafkaMock mock, string broker, string request, string ms, int times)
    {
        var named = Broker(broker);
        for (var one = 1; one <= KafkaMock.Brokers; one++)
            if (named < 0 || named == one) mock.AnswerLate(one, Request(request), Milliseconds(ms), times);
    }

    private static int Broker(string word) => word == "all" ? -1 : Number(word);

    private static KafkaRequest Request(string word) => Enum.Parse<KafkaRequest>(word, ignoreCase: true);

    private static TimeSpan Milliseconds(string word) => TimeSpan.FromMilliseconds(Number(word));

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
