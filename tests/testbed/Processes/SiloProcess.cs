namespace TwinGrid.Testbed.Processes;

/// <summary>A real stand-alone silo.</summary>
public sealed class SiloProcess : GridProcess
{
    private SiloProcess(IReadOnlyDictionary<string, string> environment, ReadOnlySpan<string> under) : base("silo/host", "TwinGrid.Silo", [], environment, under)
    {
    }

    /// <summary>A silo of the clinic size, quick to notice a dead neighbour unless told otherwise.</summary>
    public static Task<SiloProcess> OfClinic(string connectionString, int deathSeconds = 6) => Start(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["TwinGrid__Cluster"] = "PostgreSql",
        ["TwinGrid__PostgreSql"] = connectionString,
        ["TwinGrid__SiloDeathSeconds"] = $"{deathSeconds}",
        ["TwinGrid__CheckpointSeconds"] = "2",
    });

    /// <summary>A silo of these settings, once it runs.</summary>
    /// <param name="under">A program that starts it.</param>
    public static async Task<SiloProcess> Start(IReadOnlyDictionary<string, string> environment, params string[] under)
    {
        var silo = new SiloProcess(environment, under);
        await silo.Says("TwinGrid silo");
        return silo;
    }
}
