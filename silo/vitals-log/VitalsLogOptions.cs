using TwinGrid.VitalsLog.Kafka;

namespace TwinGrid.VitalsLog;

public enum VitalsLogKind
{
    /// <summary>One file in <see cref="VitalsLogOptions.Data"/>, one process.</summary>
    Sqlite = 0,

    /// <summary>A PostgreSQL that gateways and silos share.</summary>
    PostgreSql = 1,

    /// <summary>A topic of Kafka, or of Azure Event Hubs by its Kafka endpoint, that gateways and silos share.</summary>
    Kafka = 2,
}

/// <summary>Where the vitals log lies and how much may wait before it.</summary>
public sealed record VitalsLogOptions
{
    public VitalsLogKind Kind { get; init; } = VitalsLogKind.Sqlite;

    /// <summary>Folder of <c>vitals-log.db</c>; made when absent.</summary>
    public string Data { get; init; } = "data";

    /// <summary>Npgsql connection string; required for <see cref="VitalsLogKind.PostgreSql"/>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Brokers and topic; required for <see cref="VitalsLogKind.Kafka"/>.</summary>
    public KafkaLogOptions? Kafka { get; init; }

    /// <summary>Partitions of the log, 1 to 4096. Fixed once the log exists.</summary>
    public int Partitions { get; init; } = 8;

    /// <summary>Packets that may wait for a flush before callers are told to come back later.</summary>
    public int WaitingPackets { get; init; } = 16_384;

    /// <summary>Bytes that may wait for a flush before callers are told to come back later.</summary>
    public long WaitingBytes { get; init; } = 64L << 20;

    /// <summary>Packets flushed together at most.</summary>
    public int PacketsPerFlush { get; init; } = 4_096;

    /// <summary>How often a PostgreSQL log is asked for what others appended, while a reader waits.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Packets of a partition that a Kafka log fetches ahead at most.</summary>
    public int FetchedPackets { get; init; } = 16_384;

    /// <summary>Bytes of a partition that a Kafka log fetches ahead at most, about.</summary>
    public long FetchedBytes { get; init; } = 8L << 20;
}
