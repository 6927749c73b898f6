using System.Text;
using TwinGrid.Patients;
using TwinGrid.TrialRuns;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>Trials in memory: a protocol is taken when it begins with <c>title:</c>, and is the grid's own patients' when it says <c>source: grid</c>.</summary>
public sealed class FakeTrials : ITrialBook, ITrialReviewer
{
    private readonly Dictionary<string, FakeTrial> _trials = new(StringComparer.Ordinal);

    /// <summary>What was ordered, in order.</summary>
    public List<TrialOrder> Orders { get; } = [];

    /// <summary>True: no more may run.</summary>
    public bool IsFull { get; set; }

    public FakeTrial this[string id] => _trials.TryGetValue(id, out var trial) ? trial : _trials[id] = new FakeTrial();

    public Task<TrialCheck> Check(string protocol) => Task.FromResult(protocol.StartsWith("title:", StringComparison.Ordinal)
        ? new TrialCheck([], Outline(protocol))
        : new TrialCheck([new TrialFault("arms[1].dose", 7, "is 900 mg/m2, above the label's 100")], null));

    public Task<IReadOnlyList<TrialExample>> Examples() => Task.FromResult<IReadOnlyList<TrialExample>>([new("Two doses", "title: two doses")]);

    public Task<TrialOrderAnswer> Order(TrialOrder order)
    {
        if (IsFull) return Task.FromResult(new TrialOrderAnswer(null, [], true));
        Orders.Add(order);
        var trial = this[order.Id];
        trial.Now ??= new(1, order.Id, Outline(order.Protocol), order.Study, order.By.Subject, TrialState.Running, DateTimeOffset.UnixEpoch, null, 1, 10, 5, 2, null, null);
        trial.Taken = order;
        return Task.FromResult(new TrialOrderAnswer(trial.Now, [], false));
    }

    public Task<IReadOnlyList<TrialStanding>> List() => Task.FromResult<IReadOnlyList<TrialStanding>>([.. _trials.Values.Select(trial => trial.Now).OfType<TrialStanding>()]);

    public Task Ended(string trial) => Task.CompletedTask;

    public Task<RunningTrials> Running(long known, TimeSpan wait) => new TaskCompletionSource<RunningTrials>().Task; // there is never news

    private static TrialOutline Outline(string protocol) => new("two doses", "00ff", 7, ["75", "60"], 1, 20, 2, protocol.Contains("source: grid", StringComparison.Ordinal));
}

/// <summary>One of them.</summary>
public sealed class FakeTrial : ITrial
{
    public TrialStanding? Now { get; set; }

    public TrialOrder? Taken { get; set; }

    /// <summary>It is done.</summary>
    public void Finish() => Now = Now! with { Version = Now.Version + 1, State = TrialState.Done, ShardsDone = 2, PatientsDone = 20, SecondsLeft = null, EndedAt = DateTimeOffset.UnixEpoch.AddMinutes(1) };

    public Task<TrialStanding> Start(TrialOrder order) => Task.FromResult(Now!);

    public Task<TrialStanding?> Standing() => Task.FromResult(Now);

    public Task<TrialStanding?> Watch(long known, TimeSpan wait) => Task.FromResult(Now);

    public Task<TrialOrder?> Ordered() => Task.FromResult(Taken);

    public Task<TrialStanding?> Cancel(string by)
    {
        if (Now is { State: TrialState.Running }) Now = Now with { Version = Now.Version + 1, State = TrialState.Cancelled, CancelledBy = by };
        return Task.FromResult(Now);
    }

    public Task<LentShards> Lend(ShardAsk ask) => Task.FromResult(new LentShards(false, []));

    public Task<ShardReceipt> Give(ShardReturn given) => Task.FromResult(ShardReceipt.Unwanted);

    public Task<IReadOnlyList<TwinId>> Members(int shard) => Task.FromResult<IReadOnlyList<TwinId>>([]);

    public Task<IReadOnlyList<NotedShard>> Noted() => Task.FromResult<IReadOnlyList<NotedShard>>([]);

    public Task WrittenDown(int shard) => Task.CompletedTask;

    public Task<byte[]?> Paper(TrialPaper paper) => Task.FromResult<byte[]?>(paper == TrialPaper.Report ? "<!doctype html><title>two doses</title>"u8.ToArray() : Encoding.UTF8.GetBytes(paper.ToString()));
}
