using System.Globalization;

namespace TwinGrid.Faults.Grids;

/// <summary>Settings of a grid that is about to be broken, as environment variables of its processes.</summary>
/// <param name="SiloDeath">Time after which a silent silo is declared dead.</param>
public sealed record GridSettings(TimeSpan SiloDeath)
{
    public const int Partitions = 8;

    /// <summary>The product's default for silos.</summary>
    public static GridSettings Default { get; } = new(TimeSpan.FromSeconds(15));

    /// <summary>Quick to notice a dead neighbour, for runs that must be short.</summary>
    public static GridSettings Quick { get; } = new(TimeSpan.FromSeconds(4));

    /// <summary>Time between checkpoints.</summary>
    public TimeSpan Checkpoint { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes that are allocated on a heap of the collector before it collects; null: as many as it thinks best.</summary>
    public long? GarbageAtMost { get; init; }

    public Dictionary<string, string> Environment(params ReadOnlySpan<(string Name, string Value)> more)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TwinGrid__Partitions"] = Partitions.ToString(CultureInfo.InvariantCulture),
            ["TwinGrid__CheckpointSeconds"] = Checkpoint.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ["TwinGrid__SiloDeathSeconds"] = SiloDeath.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff ",
            ["Logging__Console__FormatterOptions__UseUtcTimestamp"] = "true",
            ["TwinGrid__QuietFromUtc"] = TimeProvider.System.GetUtcNow().AddHours(12).ToString("HH:mm", CultureInfo.InvariantCulture), // the night is not what is tested here
        };
        if (GarbageAtMost is { } bytes) variables["DOTNET_GCGen0MaxBudget"] = bytes.ToString("X", CultureInfo.InvariantCulture);
        foreach (var (name, value) in more) variables[name] = value;
        return variables;
    }
}
