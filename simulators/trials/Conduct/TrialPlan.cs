using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Populations;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Conduct;

/// <summary>How a trial is cut into shards, by its protocol alone: the same on one silo and on a hundred. Never changes; many threads may share it.</summary>
public sealed class TrialPlan
{
    private const int PatientsAShard = 4096, MostShards = 1_000_000;

    private readonly Lazy<Roster> _roster;

    private TrialPlan(TrialProtocol protocol)
    {
        Protocol = protocol;
        IsReplicated = protocol.Replicates > 1 || protocol.Sweeps.Count > 0;
        Scenarios = [.. ScenariosOf(protocol).Select((scenario, place) => new TrialScenario(place, scenario.Values, scenario.Protocol))];
        Layout = Scenarios[0].Layout;
        Patients = Scenarios.Sum(scenario => (long)scenario.Protocol.Population.Size * protocol.Replicates);
        var largest = Scenarios.Max(scenario => scenario.Protocol.Population.Size);
        ReplicatesAShard = IsReplicated ? Math.Max(1, PatientsAShard / largest) : 0;
        ShardsAScenario = IsReplicated ? (protocol.Replicates + ReplicatesAShard - 1) / ReplicatesAShard : (int)((Patients + PatientsAShard - 1) / PatientsAShard);
        Shards = checked(ShardsAScenario * Scenarios.Count);
        if (Shards > MostShards) throw new TrialException($"The trial has {Shards} shards; {MostShards} are possible.");
        _roster = new(() => Roster.Of(protocol, Streams.Of(protocol.Seed, 0)));
    }

    /// <summary>The trial.</summary>
    public TrialProtocol Protocol { get; }

    /// <summary>Whether shards bring whole analysed replicates, and not slices of one trial.</summary>
    public bool IsReplicated { get; }

    /// <summary>Every combination of swept values; one where nothing is varied.</summary>
    public IReadOnlyList<TrialScenario> Scenarios { get; }

    /// <summary>Replicates of each scenario.</summary>
    public int Replicates => Protocol.Replicates;

    /// <summary>Patients of all replicates and scenarios.</summary>
    public long Patients { get; }

    /// <summary>How many shards there are.</summary>
    public int Shards { get; }

    /// <summary>What is counted, of the single trial or of the first scenario.</summary>
    public TrialLayout Layout { get; }

    internal int ReplicatesAShard { get; }

    internal int ShardsAScenario { get; }

    /// <summary>Of the single trial.</summary>
    internal Roster Roster => _roster.Value;

    /// <summary>Cuts a trial.</summary>
    /// <exception cref="ProtocolException">A swept value is not possible where it would stand.</exception>
    /// <exception cref="TrialException">It cannot be carried out.</exception>
    public static TrialPlan Of(TrialProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        return new(protocol);
    }

    /// <summary>The patients of a shard of the single trial: ranks from, to (not included).</summary>
    internal (long From, long To) Slice(int shard) => ((long)shard * PatientsAShard, Math.Min((shard + 1L) * PatientsAShard, Protocol.Population.Size));

    private static IEnumerable<(IReadOnlyList<string> Values, TrialProtocol Protocol)> ScenariosOf(TrialProtocol protocol)
    {
        if (protocol.Sweeps.Count == 0) return [([], protocol)];
        IEnumerable<IReadOnlyList<ProtocolNode.Scalar>> combinations = [[]];
        foreach (var sweep in protocol.Sweeps) combinations = combinations.SelectMany(before => sweep.Nodes.Select(value => (IReadOnlyList<ProtocolNode.Scalar>)[.. before, value]));
        return combinations.Select(values => ((IReadOnlyList<string>)[.. values.Select(value => value.Text)], protocol.At(values)));
    }
}

/// <summary>One combination of swept values.</summary>
public sealed class TrialScenario
{
    internal TrialScenario(int place, IReadOnlyList<string> values, TrialProtocol protocol)
    {
        (Place, Values, Protocol) = (place, values, protocol);
        Layout = LayoutOf.Trial(protocol);
        ReplicateLayout = Layout.ForReplicates();
        Judge = new(ReplicateLayout);
        Score = protocol.Procova is null ? null : PrognosticScore.Fit(protocol);
    }

    /// <summary>From 0.</summary>
    public int Place { get; }

    /// <summary>By sweep.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>With these values.</summary>
    public TrialProtocol Protocol { get; }

    /// <summary>What is counted.</summary>
    public TrialLayout Layout { get; }

    /// <summary>What is counted in a replicate.</summary>
    internal TrialLayout ReplicateLayout { get; }

    /// <summary>Judges replicates.</summary>
    internal Analysis.TrialJudge Judge { get; }

    internal PrognosticScore? Score { get; }
}
