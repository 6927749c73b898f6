using Confluent.Kafka;

namespace TwinGrid.VitalsLog.Kafka;

/// <summary>Where Kafka (or Azure Event Hubs by its Kafka endpoint) is reached, and how the topic is kept. Its text holds no secret.</summary>
public sealed record KafkaLogOptions
{
    public const string DefaultTopic = "twingrid-vitals";
    public const string DefaultGroup = "twingrid";

    private const string EventHubsUser = "$ConnectionString";
    private const int EventHubsPort = 9093;

    /// <summary>host:port of a few brokers, separated by commas.</summary>
    public string BootstrapServers { get; init; } = "";

    /// <summary>The topic that is the log; with Event Hubs, the event hub.</summary>
    public string Topic { get; init; } = DefaultTopic;

    /// <summary>
    /// Connection string of an Event Hubs namespace: stands for bootstrap servers, protocol, mechanism, user and password. What those settings say is then not asked.
    /// </summary>
    public string? EventHubsConnectionString { get; init; }

    /// <summary><c>PLAINTEXT</c>, <c>SSL</c>, <c>SASL_PLAINTEXT</c> or <c>SASL_SSL</c>.</summary>
    public string SecurityProtocol { get; init; } = "PLAINTEXT";

    /// <summary><c>PLAIN</c>, <c>SCRAM-SHA-256</c> or <c>SCRAM-SHA-512</c>.</summary>
    public string SaslMechanism { get; init; } = "PLAIN";

    public string? SaslUsername { get; init; }

    public string? SaslPassword { get; init; }

    /// <summary>File of the certificate authorities that are trusted; the system's when null.</summary>
    public string? SslCaLocation { get; init; }

    /// <summary>Consumer group under which checkpoints are noted for operators' tools; null: <see cref="DefaultGroup"/>, or the cluster's name where there is one.</summary>
    public string? GroupId { get; init; }

    /// <summary>Makes the topic when it is absent.</summary>
    public bool CreateTopic { get; init; } = true;

    /// <summary>Brokers that keep each record, when the topic is made.</summary>
    public short ReplicationFactor { get; init; } = 3;

    /// <summary>Brokers that must have a record before it is acknowledged, when the topic is made.</summary>
    public int MinInsyncReplicas { get; init; } = 2;

    /// <summary>How long records are kept, when the topic is made; null: for ever.</summary>
    public double? RetentionHours { get; init; }

    /// <summary><c>none</c>, <c>gzip</c>, <c>snappy</c>, <c>lz4</c> or <c>zstd</c>; Event Hubs knows only gzip.</summary>
    public string? Compression { get; init; }

    /// <summary>How long a batch gathers packets, milliseconds. With 5, three brokers and eight partitions, client and brokers spent a tenth of two cores on batches of a few packets.</summary>
    public double LingerMs { get; init; } = 25;

    /// <summary>Batches under way to one broker at a time, 1 to 5.</summary>
    public int MaxInFlight { get; init; } = 5;

    /// <summary>Time after which a packet that no broker acknowledged fails, seconds.</summary>
    public double DeliverySeconds { get; init; } = 30;

    /// <summary>Largest batch and largest packet, bytes. Event Hubs closes the connection above 1,046,528.</summary>
    public int MaxMessageBytes { get; init; } = 1_000_000;

    /// <summary>How long the brokers may be away before a question to them fails.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    private bool IsEventHubs => !string.IsNullOrWhiteSpace(EventHubsConnectionString);

    /// <summary>What is wrong with the settings: a sentence that begins with the setting's name and holds no secret; null when nothing is.</summary>
    public string? Problem()
    {
        if (IsEventHubs) return EventHubsProblem();
        if (string.IsNullOrWhiteSpace(BootstrapServers)) return $"{nameof(BootstrapServers)} is missing, but must be host:port of a few brokers, or {nameof(EventHubsConnectionString)} must be set.";
        if (Named<SecurityProtocol>(SecurityProtocol) is not { } protocol) return $"{nameof(SecurityProtocol)} is '{SecurityProtocol}', but must be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.";
        if (protocol is Confluent.Kafka.SecurityProtocol.SaslPlaintext or Confluent.Kafka.SecurityProtocol.SaslSsl)
        {
            if (Mechanism is null) return $"{nameof(SaslMechanism)} is '{SaslMechanism}', but must be PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.";
            if (string.IsNullOrEmpty(SaslUsername)) return $"{nameof(SaslUsername)} is missing, but {nameof(SecurityProtocol)} is {SecurityProtocol}.";
            if (string.IsNullOrEmpty(SaslPassword)) return $"{nameof(SaslPassword)} is missing, but {nameof(SecurityProtocol)} is {SecurityProtocol}.";
        }
        return CommonProblem();
    }

    /// <summary>The settings without the short form for Event Hubs: what it stands for is filled in.</summary>
    internal KafkaLogOptions Resolved()
    {
        if (!IsEventHubs) return this with { Compression = Compression ?? "lz4", GroupId = GroupId ?? DefaultGroup };
        var parts = EventHubsParts();
        return this with
        {
            BootstrapServers = $"{new Uri(parts["Endpoint"]).Host}:{EventHubsPort}",
            Topic = parts.GetValueOrDefault("EntityPath") ?? Topic,
            SecurityProtocol = "SASL_SSL",
            SaslMechanism = "PLAIN",
            SaslUsername = EventHubsUser,
            SaslPassword = EventHubsConnectionString,
            Compression = Compression ?? "none",
            GroupId = GroupId ?? DefaultGroup,
        };
    }

    /// <summary>Settings that every client of these options shares. Idle connections are closed before Event Hubs' balancer (240 s) does it unseen.</summary>
    internal ClientConfig Client()
    {
        var config = new ClientConfig
        {
            BootstrapServers = BootstrapServers,
            ClientId = "twingrid",
            SecurityProtocol = Named<SecurityProtocol>(SecurityProtocol),
            SslCaLocation = SslCaLocation,
            SocketKeepaliveEnable = true,
            SocketNagleDisable = true,
            SocketTimeoutMs = Math.Max(RequestTimeoutMs, 10_000),
            ConnectionsMaxIdleMs = 180_000,
            MetadataMaxAgeMs = 180_000,
            TopicMetadataRefreshIntervalMs = 60_000,
            ReconnectBackoffMs = 50,
            ReconnectBackoffMaxMs = 2_000,
        };
        if (config.SecurityProtocol is Confluent.Kafka.SecurityProtocol.SaslPlaintext or Confluent.Kafka.SecurityProtocol.SaslSsl)
            (config.SaslMechanism, config.SaslUsername, config.SaslPassword) = (Mechanism, SaslUsername, SaslPassword);
        return config;
    }

    internal CompressionType CompressionType => Named<CompressionType>(Compression ?? "none") ?? Confluent.Kafka.CompressionType.None;

    internal int DeliveryMs => (int)(DeliverySeconds * 1000);

    /// <summary>A broker that does not answer is asked again once within the time for delivery.</summary>
    internal int RequestTimeoutMs => Math.Min(30_000, DeliveryMs / 2);

    private SaslMechanism? Mechanism =>
        Named<SaslMechanism>(SaslMechanism) is { } mechanism and (Confluent.Kafka.SaslMechanism.Plain or Confluent.Kafka.SaslMechanism.ScramSha256 or Confluent.Kafka.SaslMechanism.ScramSha512)
            ? mechanism
            : null;

    public override string ToString() => $"topic {Topic} at {(IsEventHubs ? "Event Hubs" : BootstrapServers)}";

    private string? EventHubsProblem()
    {
        var parts = EventHubsParts();
        if (!parts.TryGetValue("Endpoint", out var endpoint) || !Uri.TryCreate(endpoint, UriKind.Absolute, out _) || !parts.ContainsKey("SharedAccessKey"))
            return $"{nameof(EventHubsConnectionString)} cannot be read, but must be a namespace's connection string: Endpoint=sb://NAMESPACE.servicebus.windows.net/;SharedAccessKeyName=…;SharedAccessKey=….";
        if (parts.TryGetValue("EntityPath", out var hub) && Topic != DefaultTopic && hub != Topic)
            return $"{nameof(Topic)} is '{Topic}', but the connection string is for the event hub '{hub}' alone.";
        if (Compression is { } compression && Named<CompressionType>(compression) is not (Confluent.Kafka.CompressionType.None or Confluent.Kafka.CompressionType.Gzip))
            return $"{nameof(Compression)} is '{compression}', but Event Hubs knows only none and gzip.";
        return CommonProblem();
    }

    private string? CommonProblem()
    {
        if (string.IsNullOrWhiteSpace(Topic)) return $"{nameof(Topic)} is empty, but must be the name of a topic.";
        if (GroupId is not null && string.IsNullOrWhiteSpace(GroupId)) return $"{nameof(GroupId)} is empty, but must be the name of a consumer group.";
        if (ReplicationFactor < 1) return $"{nameof(ReplicationFactor)} is {ReplicationFactor}, but must be 1 or more.";
        if (MinInsyncReplicas < 1 || MinInsyncReplicas > ReplicationFactor) return $"{nameof(MinInsyncReplicas)} is {MinInsyncReplicas}, but must be from 1 to {nameof(ReplicationFactor)}, which is {ReplicationFactor}.";
        if (RetentionHours is <= 0) return $"{nameof(RetentionHours)} is {RetentionHours}, but must be above 0, or left out to keep records for ever.";
        if (Compression is not null && Named<CompressionType>(Compression) is null) return $"{nameof(Compression)} is '{Compression}', but must be none, gzip, snappy, lz4 or zstd.";
        if (LingerMs is not (>= 0 and <= 1000)) return $"{nameof(LingerMs)} is {LingerMs}, but must be milliseconds, from 0 to 1000.";
        if (MaxInFlight is < 1 or > 5) return $"{nameof(MaxInFlight)} is {MaxInFlight}, but must be from 1 to 5.";
        if (DeliverySeconds is not (>= 1 and <= 600)) return $"{nameof(DeliverySeconds)} is {DeliverySeconds}, but must be seconds, from 1 to 600.";
        return MaxMessageBytes is < 10_000 or > 100_000_000 ? $"{nameof(MaxMessageBytes)} is {MaxMessageBytes}, but must be bytes, from 10000 to 100000000." : null;
    }

    private Dictionary<string, string> EventHubsParts() => EventHubsConnectionString!.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2)
        .GroupBy(pair => pair[0], StringComparer.OrdinalIgnoreCase)
        .ToDictionary(same => same.Key, same => same.Last()[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of an enumeration as Kafka writes it: SASL_SSL, SCRAM-SHA-256.</summary>
    private static T? Named<T>(string name) where T : struct, Enum =>
        Enum.TryParse<T>(name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;
}
