using TwinGrid.Testbed;

namespace TwinGrid.VitalsLog.Tests.Kafka;

/// <summary>One mock cluster for the tests that do not make it fail.</summary>
[CollectionDefinition(Name)]
public sealed class KafkaCollection : ICollectionFixture<KafkaMock>
{
    public const string Name = "Kafka";
}
