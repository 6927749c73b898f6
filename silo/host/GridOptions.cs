using System.Net;
using TwinGrid.Grains.Patients;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Scheduling;
using TwinGrid.VitalsLog;
using TwinGrid.VitalsLog.Kafka;

namespace TwinGrid.Silo;

public enum ClusterKind
{
    /// <summary>One process, SQLite beside it: the laptop.</summary>
    Embedded = 0,

    /// <summary>Several silos and gateways that share one PostgreSQL: the clinic.</summary>
    PostgreSql = 1,
}

public enum HostingKind
{
    /// <summary>A process on a machine or in a container: it is told its address.</summary>
    Process = 0,

    /// <summary>A pod: Orleans' Kubernetes hosting tells it its address and name, and watches the pods of its cluster.</summary>
    Kubernetes = 1,
}

/// <summary>Settings of the grid, section <c>TwinGrid</c>. The same for silos and gateways.</summary>
public sealed record GridOptions
{
    public const string Section = "TwinGrid";

    /// <summary>Size of the grid.</summary>
    public ClusterKind Cluster { get; init; } = ClusterKind.Embedded;

    /// <summary>What runs a stand-alone silo.</summary>
    public HostingKind Hosting { get; init; } = HostingKind.Process;

    /// <summary>Folder of the embedded files.</summary>
    public string Data { get; init; } = "data";

    /// <summary>Npgsql connection string; required for <see cref="ClusterKind.PostgreSql"/>.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>The keys of the patients.</summary>
    public KeySettings Keys { get; init; } = new();

    /// <summary>Where the vitals log lies; null follows <see cref="Cluster"/>: SQLite when embedded, else PostgreSQL.</summary>
    public VitalsLogKind? Log { get; init; }

    /// <summary>Brokers and topic, for <see cref="VitalsLogKind.Kafka"/>.</summary>
    public KafkaLogOptions? Kafka { get; init; }

    /// <summary>Partitions of the vitals log. Fixed once a log exists.</summary>
    public int Partitions { get; init; } = 8;

    /// <summary>Scheduler shards. Fixed once twins are scheduled.</summary>
    public int SchedulerShards { get; init; } = 8;

    /// <summary>Names the cluster: silos and gateways of one name find each other.</summary>
    public string ClusterId { get; init; } = "twingrid";

    /// <summary>Address a silo is reached at by the others.</summary>
    public string AdvertisedAddress { get; init; } = IPAddress.Loopback.ToString();

    /// <summary>Address a silo listens at; null: where it is reached.</summary>
    public string? ListenAddress { get; init; }

    /// <summary>Port for silo to silo; 0 takes a free one where nobody else must know it (embedded).</summary>
    public int SiloPort { get; init; }

    /// <summary>Port for gateways to reach a silo; 0 as above.</summary>
    public int SiloGatewayPort { get; init; }

    /// <summary>Whether Orleans' dashboard watches the grid, at <c>/dashboard</c> of a gateway. It looks at every call between grains, which costs a tenth and more of a silo.</summary>
    public bool Dashboard { get; init; }

    /// <summary>Loopback port at which a stand-alone silo answers probes; 0 for none.</summary>
    public int HealthPort { get; init; }

    /// <summary>Time between checkpoints of a partition, seconds.</summary>
    public double CheckpointSeconds { get; init; } = 15;

    /// <summary>How late a sample may be and still be modelled in its place, minutes.</summary>
    public double LatenessMinutes { get; init; } = 15;

    /// <summary>States of grains that a silo holds as objects at most; the others rest, held in bytes, and so do those of grains that heard nothing for a minute.</summary>
    public int UnpackedStates { get; init; } = new RestOptions().UnpackedAtMost;

    /// <summary>When the quiet hours begin in which organs learn from the day that was, UTC.</summary>
    public TimeOnly QuietFromUtc { get; init; } = QuietHours.Usual.FromUtc;

    /// <summary>How long the quiet hours last, hours.</summary>
    public double QuietHoursLong { get; init; } = QuietHours.Usual.Length.TotalHours;

    /// <summary>Time after which a silent silo is declared dead, seconds: three missed probes.</summary>
    public double SiloDeathSeconds { get; init; } = 15;

    /// <summary>Sleeping twins that wake at the same time on one silo; 0 for eight a core.</summary>
    public int WakesAtOnce { get; init; }

    /// <summary>Sleeping twins that begin to wake in a second on one silo.</summary>
    public int WakesPerSecond { get; init; } = new WakeOptions().PerSecond;

    /// <summary>Nights of learning that begin in a second on one silo; beyond, they wait.</summary>
    public int NightsPerSecond { get; init; } = new SchedulerOptions().NightsPerSecond;

    /// <summary>Privacy loss (ε) that a study may spend in all on questions about patients, to a millionth.</summary>
    public decimal StudyEpsilon { get; init; } = 1;

    /// <summary>How much trials may take.</summary>
    public TrialSettings Trials { get; init; } = new();

    /// <summary>Longest time a stop may take before what is left is cut, seconds.</summary>
    public double DrainSeconds { get; init; } = 30;

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingException">A setting is wrong or missing; the message names it.</exception>
    public static GridOptions From(IConfiguration configuration)
    {
        GridOptions options;
        try
        {
            options = configuration.GetSection(Section).Get<GridOptions>() ?? new GridOptions();
        }
        catch (InvalidOperationException error)
        {
            throw new SettingException($"A setting of section {Section} cannot be read: {error.InnerException?.Message ?? error.Message}", error);
        }
        options.Check();
        return options;
    }

    private void Check()
    {
        Require(Partitions is >= 1 and <= 4096, nameof(Partitions), Partitions, "a number from 1 to 4096");
        Require(SchedulerShards is >= 1 and <= 65536, nameof(SchedulerShards), SchedulerShards, "a number from 1 to 65536");
        Require(SiloPort is >= 0 and <= 65535, nameof(SiloPort), SiloPort, "a port number");
        Require(SiloGatewayPort is >= 0 and <= 65535, nameof(SiloGatewayPort), SiloGatewayPort, "a port number");
        Require(HealthPort is >= 0 and <= 65535, nameof(HealthPort), HealthPort, "a port number");
        Require(Enum.IsDefined(Hosting) && (Hosting == HostingKind.Process || Cluster != ClusterKind.Embedded), nameof(Hosting), Hosting, "Process, or Kubernetes where Cluster is not Embedded");
        Require(CheckpointSeconds is > 0 and <= 3600, nameof(CheckpointSeconds), CheckpointSeconds, "seconds, above 0");
        Require(LatenessMinutes is >= 0 and <= 1440, nameof(LatenessMinutes), LatenessMinutes, "minutes, from 0 to 1440");
        Require(QuietHoursLong is > 0 and <= 24, nameof(QuietHoursLong), QuietHoursLong, "hours, above 0 and at most 24");
        Require(UnpackedStates >= 0, nameof(UnpackedStates), UnpackedStates, "a number, 0 or more");
        Require(SiloDeathSeconds is >= 3 and <= 600, nameof(SiloDeathSeconds), SiloDeathSeconds, "seconds, from 3 to 600");
        Require(WakesAtOnce is >= 0 and <= 10_000, nameof(WakesAtOnce), WakesAtOnce, "a number from 0 to 10000");
        Require(WakesPerSecond is >= 1 and <= 1_000_000, nameof(WakesPerSecond), WakesPerSecond, "a number from 1 to 1000000");
        Require(NightsPerSecond is >= 1 and <= 100_000, nameof(NightsPerSecond), NightsPerSecond, "a number from 1 to 100000");
        Require(StudyEpsilon is >= 0 and <= 1000 && decimal.Truncate(StudyEpsilon * 1_000_000) == StudyEpsilon * 1_000_000, nameof(StudyEpsilon), StudyEpsilon, "a number from 0 to 1000 with at most six decimals");
        Require(Trials.Cores is null or (>= 0 and <= 1024), $"{nameof(Trials)}:{nameof(Trials.Cores)}", Trials.Cores, "a number of cores, 0 for none");
        Require(Trials.MostPatients is >= 1 and <= 1_000_000_000, $"{nameof(Trials)}:{nameof(Trials.MostPatients)}", Trials.MostPatients, "a number from 1 to 1000000000");
        Require(Trials.MostAtOnce is >= 1 and <= 100, $"{nameof(Trials)}:{nameof(Trials.MostAtOnce)}", Trials.MostAtOnce, "a number from 1 to 100");
        Require(DrainSeconds is >= 1 and <= 3600, nameof(DrainSeconds), DrainSeconds, "seconds, from 1 to 3600");
        Require(IPAddress.TryParse(AdvertisedAddress, out _), nameof(AdvertisedAddress), AdvertisedAddress, "an IP address");
        Require(ListenAddress is null || IPAddress.TryParse(ListenAddress, out _), nameof(ListenAddress), ListenAddress, "an IP address");
        Require(!string.IsNullOrWhiteSpace(Data), nameof(Data), Data, "a folder");
        if (Cluster == ClusterKind.PostgreSql)
            Require(!string.IsNullOrWhiteSpace(PostgreSql), nameof(PostgreSql), PostgreSql, "an Npgsql connection string, for Cluster is PostgreSql");
        Require(Keys.Secret is null || Keys.SecretFile is null, $"{nameof(Keys)}:{nameof(Keys.SecretFile)}", Keys.SecretFile, "left out where Keys:Secret is set");
        if (Cluster == ClusterKind.PostgreSql)
            Require(!string.IsNullOrWhiteSpace(Keys.SecretFile ?? Keys.Secret), $"{nameof(Keys)}:{nameof(Keys.SecretFile)}", null, "a file with 32 bytes in Base64 that seal the patients' keys, the same for all gateways and silos");
        CheckLog();
    }

    private void CheckLog()
    {
        if (Log is not { } log) return;
        Require(Enum.IsDefined(log), nameof(Log), log, string.Join(" or ", Enum.GetNames<VitalsLogKind>()));
        Require(log != VitalsLogKind.Sqlite || Cluster == ClusterKind.Embedded, nameof(Log), log, "PostgreSql or Kafka, for Cluster is PostgreSql and one file serves one process");
        if (log == VitalsLogKind.PostgreSql)
            Require(!string.IsNullOrWhiteSpace(PostgreSql), nameof(PostgreSql), PostgreSql, "an Npgsql connection string, for Log is PostgreSql");
        if (log == VitalsLogKind.Kafka && (Kafka ?? new KafkaLogOptions()).Problem() is { } problem)
            throw new SettingException($"{Section}:{nameof(Kafka)}:{problem}");
    }

    private static void Require(bool holds, string setting, object? value, string wanted)
    {
        if (!holds) throw new SettingException($"{Section}:{setting} is '{value}', but must be {wanted}.");
    }
}

/// <summary>A setting is wrong or missing: the operator must mend it before the start.</summary>
public sealed class SettingException : Exception
{
    public SettingException() { }
    public SettingException(string message) : base(message) { }
    public SettingException(string message, Exception inner) : base(message, inner) { }
}
