namespace TwinGrid.Faults.Grids;

/// <summary>How many processes of a kind, where the log lies, and what silos are told beyond the common settings.</summary>
public sealed record ClinicShape(int Silos = 2, int Gateways = 2)
{
    /// <summary>True: the log lies in Kafka, and only states and history in PostgreSQL.</summary>
    public bool HasKafka { get; init; }

    /// <summary>Further environment variables of the silo at a place.</summary>
    public Func<int, IEnumerable<(string Name, string Value)>> OfSilo { get; init; } = _ => [];
}
