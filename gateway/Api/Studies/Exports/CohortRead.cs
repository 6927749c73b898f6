using TwinGrid.Access;
using TwinGrid.Disclosure.Anonymity;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>
/// The people of one export: whose they are, what of the profile may leave, and whether each still consents. A person is named by place in the lists. Safe for concurrent use.
/// </summary>
internal sealed class CohortRead(ExportJob job, IAccessDecisions decisions)
{
    private const int AtOnce = 16;

    private readonly Lock _lock = new();
    private readonly List<TwinId> _twins = [];
    private readonly List<Person> _people = [];
    private readonly List<AccessDecision> _grounds = [];
    private readonly HashSet<int> _withdrawn = [];

    public IReadOnlyList<TwinId> Twins => _twins;

    public IReadOnlyList<Person> People => _people;

    /// <summary>Words of records that are on no list, and were dropped.</summary>
    public long WordsDropped { get; private set; }

    /// <summary>Who consented and does no longer.</summary>
    public IReadOnlySet<int> Withdrawn => _withdrawn;

    /// <summary>Kinds of data that are touched.</summary>
    public DataClass Touched { get; } = job.Order.Signals.Count > 0 ? DataClass.Profile | DataClass.Vitals : DataClass.Profile;

    public AccessDecision GroundOf(int member) => _grounds[member];

    /// <summary>Asks whether the study, as such, may read a twin now.</summary>
    public ValueTask<AccessDecision> Ask(TwinId twin, CancellationToken cancel) => decisions.Decide(
        new AccessRequest(new Caller($"study:{job.Study}", Role.Researcher, job.Caller.ClientId) { Study = job.Study }, twin, Operation.Export, Touched, Purpose.Research), cancel);

    /// <summary>One more; false when there are too many.</summary>
    public bool Add(TwinId twin, Person person, AccessDecision ground, int wordsDropped, int most)
    {
        lock (_lock)
        {
            if (_twins.Count == most) return false;
            _twins.Add(twin);
            _people.Add(person);
            _grounds.Add(ground);
            WordsDropped += wordsDropped;
            return true;
        }
    }

    /// <summary>Asks again, before more of somebody is read or given. Who has withdrawn stays out, whatever is said later.</summary>
    public async ValueTask<bool> StillMay(int member, CancellationToken cancel)
    {
        lock (_lock)
            if (_withdrawn.Contains(member)) return false;
        var ground = await Ask(_twins[member], cancel);
        if (ground.Permitted) return true;
        lock (_lock)
        {
            _withdrawn.Add(member);
            _grounds[member] = ground;
        }
        return false;
    }

    public Task AskAllAgain(CancellationToken cancel) => Each(Enumerable.Range(0, _twins.Count), async (member, stop) => await StillMay(member, stop), cancel);

    /// <summary>Does something for several people, a few at a time.</summary>
    public static Task Each(IEnumerable<int> members, Func<int, CancellationToken, ValueTask> what, CancellationToken cancel) =>
        Parallel.ForEachAsync(members, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, what);
}
