namespace TwinGrid.SystemTests.Processes;

/// <summary>A real stand-alone silo.</summary>
public sealed class SiloProcess : GridProcess
{
    private SiloProcess(IReadOnlyDictionary<string, string> environment) : base("silo/host", "TwinGrid.Silo", [], environment)
    {
    }

    /// <summary>A silo of the clinic size, quick to notice a dead neighbour.</summary>
    public static async Task<SiloProcess> OfClinic(string connectionString)
    {
        var silo = new SiloProcess(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TwinGrid__Cluster"] = "PostgreSql",
            ["TwinGrid__PostgreSql"] = connectionString,
            ["TwinGrid__SiloDeathSeconds"] = "6",
            ["TwinGrid__CheckpointSeconds"] = "2",
        });
        await silo.Says("TwinGrid silo");
        return silo;
    }
}
