using TwinGrid.Testbed;

namespace TwinGrid.Faults.Grids;

/// <summary>How many processes of a kind, and what each is told beyond the common settings.</summary>
/// <param name="More">Further environment variables of a process: its place, and whether it is a silo.</param>
public sealed record ClinicShape(int Silos = 2, int Gateways = 2, Func<int, bool, IEnumerable<(string Name, string Value)>>? More = null)
{
    /// <summary>Connection string of a process; that of the server itself when null.</summary>
    public Func<PostgresServer, bool, string>? Database { get; init; }

    internal Dictionary<string, string> Environment(GridSettings settings, PostgresServer postgres, int place, bool isSilo) => settings.Environment(
    [
        ("TwinGrid__Cluster", "PostgreSql"),
        ("TwinGrid__PostgreSql", Database?.Invoke(postgres, isSilo) ?? postgres.ConnectionString()),
        .. More?.Invoke(place, isSilo) ?? [],
    ]);
}
