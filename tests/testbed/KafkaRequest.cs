namespace TwinGrid.Testbed;

/// <summary>Requests of Kafka's protocol that can be made to fail, with their API keys (kafka.apache.org/protocol).</summary>
public enum KafkaRequest : short
{
    Produce = 0,
    Fetch = 1,
    ListOffsets = 2,
    Metadata = 3,
    OffsetCommit = 8,
    FindCoordinator = 10,
    InitProducerId = 22,
}
