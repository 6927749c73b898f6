using TwinGrid.KafkaMockProcess;
using TwinGrid.Testbed;

// A cluster of three brokers: dotnet run -c Release --project tests/kafka-mock -- [TOPIC] [PARTITIONS]
// The first line of output is the bootstrap servers; then each line of input is a command, answered by a line. It ends with its input.
var topic = args.Length > 0 ? args[0] : "twingrid-vitals";
var partitions = args.Length > 1 ? int.Parse(args[1]) : 8;

using var mock = new KafkaMock();
mock.CreateTopic(topic, partitions);
Console.WriteLine(mock.BootstrapServers);
while (Console.ReadLine() is { } line && line.Trim() != "quit")
    Console.WriteLine(Commands.Obey(mock, topic, line));
