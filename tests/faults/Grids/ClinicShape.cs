namespace TwinGrid.Faults.Grids;

/// <summary>How many processes of a kind, where the log lies, and what is wrong with clocks.</summary>
public sealed record ClinicShape(int Silos = 2, int Gateways = 2)
{
    /// <summary>True: the log lies in Kafka, and only states and history in PostgreSQL.</summary>
    public bool HasKafka { get; init; }

    /// <summary>Silos and gateways by turns five minutes ahead and behind.</summary>
    public bool HasWrongClocks { get; init; }

    /// <summary>Twins, from the first on, whose device believes that it is 1970.</summary>
    public int DevicesOf1970 { get; init; }
}
