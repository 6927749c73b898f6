using Confluent.Kafka;
using TwinGrid.Keys;
using TwinGrid.VitalsLog.Kafka;

namespace TwinGrid.VitalsLog.Tests.Kafka;

public sealed class A_log_in_Kafka_is_set_up
{
    private const string Secret = "c2VjcmV0LXNlY3JldA==";
    private const string EventHubs = $"Endpoint=sb://ward.servicebus.windows.net/;SharedAccessKeyName=twingrid;SharedAccessKey={Secret}";

    public static TheoryData<string, KafkaLogOptions> Wrong() => new()
    {
        { "BootstrapServers", new KafkaLogOptions() },
        { "SecurityProtocol", Brokers with { SecurityProtocol = "TLS" } },
        { "SaslMechanism", Brokers with { SecurityProtocol = "SASL_SSL", SaslMechanism = "GSSAPI" } },
        { "SaslUsername", Brokers with { SecurityProtocol = "SASL_SSL" } },
        { "SaslPassword", Brokers with { SecurityProtocol = "SASL_PLAINTEXT", SaslUsername = "grid" } },
        { "Topic", Brokers with { Topic = " " } },
        { "GroupId", Brokers with { GroupId = "" } },
        { "ReplicationFactor", Brokers with { ReplicationFactor = 0 } },
        { "MinInsyncReplicas", Brokers with { MinInsyncReplicas = 4 } },
        { "RetentionHours", Brokers with { RetentionHours = 0 } },
        { "Compression", Brokers with { Compression = "rar" } },
        { "LingerMs", Brokers with { LingerMs = double.NaN } },
        { "MaxInFlight", Brokers with { MaxInFlight = 6 } },
        { "DeliverySeconds", Brokers with { DeliverySeconds = 0 } },
        { "MaxMessageBytes", Brokers with { MaxMessageBytes = 1 } },
        { "EventHubsConnectionString", Brokers with { EventHubsConnectionString = $"SharedAccessKey={Secret}" } },
        { "Compression", Brokers with { EventHubsConnectionString = EventHubs, Compression = "lz4" } },
        { "Topic", Brokers with { EventHubsConnectionString = EventHubs + ";EntityPath=other", Topic = "mine" } },
    };

    private static KafkaLogOptions Brokers => new() { BootstrapServers = "kafka:9092" };

    [Theory, MemberData(nameof(Wrong))]
    public void with_a_wrong_setting_and_is_refused_with_its_name_and_without_a_secret(string setting, KafkaLogOptions options)
    {
        var refused = Should.Throw<VitalsLogException>(() => VitalsLogRegistration.Make(new VitalsLogOptions { Kind = VitalsLogKind.Kafka, Kafka = options }, new PatientKeys(new KeyOptions(), TimeProvider.System), TimeProvider.System));
        refused.Message.ShouldStartWith($"Kafka:{setting} ");
        refused.Message.ShouldNotContain(Secret);
    }

    [Fact]
    public void with_a_connection_string_of_Event_Hubs_which_stands_for_the_rest()
    {
        var options = new KafkaLogOptions { EventHubsConnectionString = EventHubs };
        options.Problem().ShouldBeNull();
        var client = options.Resolved().Client();
        client.BootstrapServers.ShouldBe("ward.servicebus.windows.net:9093");
        client.SecurityProtocol.ShouldBe(SecurityProtocol.SaslSsl);
        client.SaslMechanism.ShouldBe(SaslMechanism.Plain);
        client.SaslUsername.ShouldBe("$ConnectionString");
        client.SaslPassword.ShouldBe(EventHubs);
        options.Resolved().CompressionType.ShouldBe(CompressionType.None);
    }

    [Fact]
    public void for_one_event_hub_alone_and_that_is_its_topic() =>
        new KafkaLogOptions { EventHubsConnectionString = EventHubs + ";EntityPath=vitals" }.Resolved().Topic.ShouldBe("vitals");

    [Fact]
    public void with_the_names_that_Kafka_uses()
    {
        var options = Brokers with { SecurityProtocol = "SASL_SSL", SaslMechanism = "SCRAM-SHA-512", SaslUsername = "grid", SaslPassword = Secret, SslCaLocation = "/ca.pem" };
        options.Problem().ShouldBeNull();
        var client = options.Resolved().Client();
        (client.SecurityProtocol, client.SaslMechanism, client.SaslUsername, client.SaslPassword, client.SslCaLocation)
            .ShouldBe((SecurityProtocol.SaslSsl, SaslMechanism.ScramSha512, "grid", Secret, "/ca.pem"));
        options.Resolved().CompressionType.ShouldBe(CompressionType.Lz4);
    }

    [Fact]
    public void and_its_text_holds_no_secret()
    {
        var options = new VitalsLogOptions { Kafka = Brokers with { EventHubsConnectionString = EventHubs, SaslPassword = Secret } };
        options.ToString().ShouldNotContain(Secret);
        options.Kafka!.Resolved().ToString().ShouldNotContain(Secret);
    }

    [Fact]
    public async Task without_its_topic_and_the_start_is_refused()
    {
        await using var bed = new KafkaBed();
        var refused = await Should.ThrowAsync<VitalsLogException>(() => bed.Open(options => options with { Kafka = bed.Kafka with { Topic = "absent" } }));
        refused.Message.ShouldContain("no topic absent");
        refused.Message.ShouldContain("CreateTopic");
    }

    [Fact]
    public async Task where_it_may_not_make_its_topic_and_the_start_is_refused()
    {
        await using var bed = new KafkaBed(); // the mock makes no topics for an administrator
        var refused = await Should.ThrowAsync<VitalsLogException>(() => bed.Open(options => options with { Kafka = bed.Hurried with { Topic = "absent", CreateTopic = true } }));
        refused.Message.ShouldContain("absent");
        refused.Message.ShouldContain($"{KafkaBed.Partitions} partitions");
    }

    [Fact]
    public async Task where_no_broker_answers_and_the_start_is_refused()
    {
        await using var bed = new KafkaBed();
        bed.Brokers.Down(-1);
        var refused = await Should.ThrowAsync<VitalsLogException>(() => bed.Open(options => options with { Kafka = bed.Hurried }));
        refused.Message.ShouldContain(bed.Brokers.BootstrapServers);
    }
}
