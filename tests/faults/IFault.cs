using TwinGrid.Faults.Grids;

namespace TwinGrid.Faults;

/// <summary>A way to break a grid, with the load it is broken under and the check that follows.</summary>
public interface IFault
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>What is broken, in a few words.</summary>
    string What { get; }

    /// <summary>Rounds of the full form.</summary>
    int Rounds { get; }

    Task<FaultReport> Run(FaultPlan plan);
}

/// <summary>How a fault is run.</summary>
/// <param name="Seed">Of everything that is drawn: what is sent, who is struck, when.</param>
/// <param name="IsShort">Outages of seconds and a quick death of silos, for CI.</param>
/// <param name="Say">Where the run tells how it goes.</param>
/// <param name="HasKafka">The log of a clinic lies in Kafka, whatever the fault.</param>
/// <param name="HistoryFile">Where the clients write their history; null keeps it in memory.</param>
public sealed record FaultPlan(int Rounds, int Seed, bool IsShort, Action<string> Say, string? HistoryFile = null, bool HasKafka = false)
{
    /// <summary>Keeps what the processes of a grid said, beside the history.</summary>
    internal void Keep(GridUnderTest grid)
    {
        if (HistoryFile is not null) File.WriteAllText(Path.ChangeExtension(HistoryFile, ".said"), grid.Said);
    }

    /// <summary>An outage of the full form, or its short form.</summary>
    public TimeSpan Outage(double seconds, double whenShort) => TimeSpan.FromSeconds(IsShort ? whenShort : seconds);
}
