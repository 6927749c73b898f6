using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;
using TwinGrid.Grains.Saving;
using TwinGrid.Patients;
using TwinGrid.Studies;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Trials;

/// <summary>
/// Coordinates a trial. Interleaves calls: what it holds changes only between awaits. Sums are merged and stored by one write after the other, beside the grain's turns; a write takes all that
/// came before it, and writes take a small share of the time.
/// </summary>
[GrainType("trial"), Reentrant]
public sealed class Trial : Grain, ITrial, IDisposable
{
    /// <summary>A shard is lent only so far beyond the first that is missing: what comes early is stored apart until then.</summary>
    private const int Ahead = 256;

    private const int PageSize = 1000;

    /// <summary>A shard that failed so often fails the trial.</summary>
    private const int MostFailures = 3;

    /// <summary>After a write so many times its length passes before the next, but never longer than the limit.</summary>
    private const int RestsFor = 10;

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(5);

    private readonly IPersistentState<RunState> _saved;
    private readonly IPersistentState<TrialRoster> _roster;
    private readonly ITrialMethod _method;
    private readonly int _twinsAShard;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _leaves;
    private readonly CoalescedWrite _write;
    private readonly TrialNews _news;
    private readonly ShardLoans _loans;
    private readonly TrialPace _pace = new();

    /// <summary>What came and is not merged yet, stored or not.</summary>
    private readonly Dictionary<int, EarlyShard> _apart = [];
    private readonly Dictionary<int, int> _failures = [];

    /// <summary>What was decided of patients and is not in the audit trail yet, by shard.</summary>
    private readonly SortedDictionary<int, NotedShard> _notes = [];
    private Task? _begins;

    /// <summary>Completed when there is nothing left to wait for.</summary>
    private readonly TaskCompletionSource _isComplete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunState _state = new();
    private IReadTrial? _trial;
    private ITrialSums? _sums;
    private TimeSpan _lastWrite;

    public Trial(
        [PersistentState("run", RareState.Store)] IPersistentState<RunState> saved, [PersistentState("roster", RareState.Store)] IPersistentState<TrialRoster> roster, ITrialMethod method, TrialOptions options, IClusterMembershipService members, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        (_saved, _roster, _method, _twinsAShard, _time) = (saved, roster, method, options.TwinsAShard, time);
        _leaves = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        _write = new CoalescedWrite(Store);
        _news = new TrialNews(time, _leaves.Token);
        _loans = new ShardLoans(options.Lease, silo => members.CurrentSnapshot.GetSiloStatus(SiloAddress.FromParsableString(silo)) == SiloStatus.Dead);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state = _saved.State;
        if (_state.Order is not { } order) return;
        foreach (var noted in _state.Notes) _notes[noted.Shard] = noted;
        _trial = _method.Read(order.Protocol).Trial;
        try
        {
            if (_trial is not null) _sums = await Task.Run(() => _trial.Sums(_state.Sums), cancellationToken);
        }
        catch (InvalidDataException)
        {
            _trial = null; // an earlier version counted otherwise: what it stored cannot be read, and nothing can be added to it
        }
        foreach (var (shard, early) in _trial is null ? new Dictionary<int, EarlyShard>() : _state.Apart) _apart[shard] = early;
        if (_trial is null && _state.State == TrialState.Running) _state = Ended(_state, TrialState.Failed) with { Failure = "This version of the grid does not understand the protocol any more, or counts otherwise than the one that began the trial. Start it again." };
        _pace.See(_time.GetUtcNow(), Patients);
    }

    public void Dispose() => _leaves.Dispose();

    public async Task<TrialStanding> Start(TrialOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (_state.Order is null)
        {
            if (_begins is null or { IsFaulted: true }) _begins = Begin(order);
            await _begins;
        }
        await _write.Durable();
        return Now();
    }

    public Task<IReadOnlyList<TwinId>> Members(int shard)
    {
        var (twins, shards) = (_roster.State.Twins, _state.Outline?.Shards ?? 0);
        if (shard < 0 || shard >= shards) return Task.FromResult<IReadOnlyList<TwinId>>([]);
        var (from, to) = ((int)((long)twins.Count * shard / shards), (int)((long)twins.Count * (shard + 1) / shards));
        return Task.FromResult<IReadOnlyList<TwinId>>([.. twins.Skip(from).Take(to - from)]);
    }

    public Task<IReadOnlyList<NotedShard>> Noted() => Task.FromResult<IReadOnlyList<NotedShard>>([.. _notes.Values]);

    public async Task WrittenDown(int shard)
    {
        _notes.Remove(shard);
        if (IsComplete) _isComplete.TrySetResult();
        await _write.Durable();
    }

    public Task<TrialStanding?> Standing() => Task.FromResult(_state.Order is null ? null : Now());

    public async Task<TrialStanding?> Watch(long known, TimeSpan wait)
    {
        await _news.Wait(known, wait);
        return await Standing();
    }

    public Task<TrialOrder?> Ordered() => Task.FromResult(_state.Order);

    public async Task<TrialStanding?> Cancel(string by)
    {
        if (_state.Order is null) return null;
        if (_state.State == TrialState.Running) await End(Ended(_state, TrialState.Cancelled) with { CancelledBy = by });
        return Now();
    }

    public async Task<LentShards> Lend(ShardAsk ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        if (!Runs)
        {
            if (_saved.State.State == TrialState.Running && _state.State == TrialState.Failed) await End(_state); // found so when it woke: now it is stored, and the book is told
            return new LentShards(false, []);
        }
        var open = Enumerable.Range(_state.Merged, Math.Min(Ahead, _state.Outline!.Shards - _state.Merged)).Where(shard => !IsCounted(shard));
        return new LentShards(true, _loans.Lend(ask.Worker, ask.Holding.ToHashSet(), open, ask.AtMost, _time.GetUtcNow()));
    }

    public async Task<ShardReceipt> Give(ShardReturn given)
    {
        ArgumentNullException.ThrowIfNull(given);
        if (_state.Order is null) return ShardReceipt.Unwanted;
        if (!IsCounted(given.Shard))
        {
            if (!Runs || given.Shard < 0 || given.Shard >= _state.Outline!.Shards) return ShardReceipt.Unwanted;
            if (given.Sums is null) return await Fail(given);
            if (_state.Outline.IsOfGrid)
            {
                if (!_loans.Holds(given.Worker, given.Shard)) return ShardReceipt.LentAgain; // consents were asked too long ago: whoever holds it now asks anew
                _notes[given.Shard] = new(given.Shard, _time.GetUtcNow(), given.Patients, given.Notes);
            }
            _apart[given.Shard] = new(given.Sums, given.Patients);
            _pace.See(_time.GetUtcNow(), Patients);
            _news.Announce();
            if (IsComplete) _isComplete.TrySetResult();
        }
        _loans.Return(given.Shard);
        await _write.Durable();
        return ShardReceipt.Counted;
    }

    public async Task<byte[]?> Paper(TrialPaper paper)
    {
        if (_state.State != TrialState.Done || _sums is not { } sums) return null;
        return await Task.Run(() => { lock (sums) return sums.Write(paper); });
    }

    private bool Runs => _state is { Order: not null, State: TrialState.Running };

    private bool IsComplete => _state.Outline is { } outline && _state.Merged + _apart.Count == outline.Shards;

    private long Patients => _state.Patients + _apart.Values.Sum(early => early.Patients);

    private bool IsCounted(int shard) => (shard >= 0 && shard < _state.Merged) || _apart.ContainsKey(shard);

    private async Task Begin(TrialOrder order)
    {
        var (trial, faults) = _method.Read(order.Protocol);
        var outline = (trial ?? throw new ArgumentException($"{faults[0].Field} {faults[0].Reason}", nameof(order))).Outline;
        if (outline.IsOfGrid)
        {
            _roster.State = new() { Twins = await Candidates(order.Study!, outline) };
            await _roster.WriteStateAsync();
            outline = outline with { Patients = _roster.State.Twins.Count, Shards = (_roster.State.Twins.Count + _twinsAShard - 1) / _twinsAShard };
        }
        (_trial, _sums) = (trial, trial.Sums(ReadOnlyMemory<byte>.Empty));
        _state = new RunState { Order = order, Outline = outline, State = TrialState.Running, StartedAt = _time.GetUtcNow() };
        if (outline is { IsOfGrid: true, Patients: 0 }) _state = Ended(_state, TrialState.Failed) with { Failure = $"No patient's consent speaks of {order.Study} or of research at large: there is nobody to ask." };
        _pace.See(_state.StartedAt, 0);
    }

    /// <summary>
    /// Twins whose consent speaks of the study or of research at large, as many as the protocol asks at most, in an order that the seed and their pseudonyms say. It permits nothing: each is asked when its shard is.
    /// </summary>
    private async Task<IReadOnlyList<TwinId>> Candidates(string study, TrialOutline outline)
    {
        var found = new HashSet<TwinId>();
        foreach (var key in (string[])[study, IStudyRoster.AnyStudy])
        {
            var roster = GrainFactory.GetGrain<IStudyRoster>(key);
            for (IReadOnlyList<TwinId> page = await roster.Page(null, PageSize); page.Count > 0; page = await roster.Page(page[^1], PageSize)) found.UnionWith(page);
        }
        return [.. found.OrderBy(twin => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(twin.Value), (long)outline.Seed)).ThenBy(twin => twin.Value, StringComparer.Ordinal).Take((int)Math.Min(outline.Patients, int.MaxValue))];
    }

    private async Task<ShardReceipt> Fail(ShardReturn given)
    {
        _loans.Return(given.Shard);
        var times = _failures[given.Shard] = _failures.GetValueOrDefault(given.Shard) + 1;
        if (times < MostFailures && !given.IsHopeless) return ShardReceipt.LentAgain;
        await End(Ended(_state, TrialState.Failed) with { Failure = given.IsHopeless ? given.Failure : $"Shard {given.Shard} failed {times} times: {given.Failure}" });
        return ShardReceipt.Unwanted;
    }

    private RunState Ended(RunState state, TrialState how) => state with { State = how, EndedAt = _time.GetUtcNow() };

    private async Task End(RunState ended)
    {
        _state = ended;
        _isComplete.TrySetResult();
        _news.Announce();
        await _write.Durable();
    }

    /// <summary>Merges what has come in the order of the shards, and makes all of it durable.</summary>
    private async Task Store()
    {
        await Rest();
        var began = _time.GetTimestamp();
        var next = new List<EarlyShard>();
        while (_apart.TryGetValue(_state.Merged + next.Count, out var early)) next.Add(early);
        var (isLast, notes, apart) = (Runs && _notes.Count == 0 && _state.Merged + next.Count == _state.Outline!.Shards, _notes.Values.ToArray(), _apart.Where(early => early.Key >= _state.Merged + next.Count).ToDictionary());
        try
        {
            var sums = next.Count == 0 ? _state.Sums : await Task.Run(() => Merge(_sums!, next));
            for (var i = 0; i < next.Count; i++) _apart.Remove(_state.Merged + i);
            _state = _state with { Merged = _state.Merged + next.Count, Patients = _state.Patients + next.Sum(early => early.Patients), Sums = sums };
            var stored = _state with { Apart = apart, Notes = notes };
            _saved.State = isLast && stored.State == TrialState.Running ? Ended(stored, TrialState.Done) : stored;
            await _saved.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle(); // what is stored and what is held here may differ: it is read anew, and whoever was not told gives again
            throw;
        }
        _lastWrite = _time.GetElapsedTime(began);
        if (isLast && _state.State == TrialState.Running)
        {
            _state = _state with { State = TrialState.Done, EndedAt = _saved.State.EndedAt };
            _news.Announce();
        }
        if (_saved.State is { Order: { } order, State: not TrialState.Running })
        {
            if (_roster.State.Twins.Count > 0) await _roster.ClearStateAsync(); // who was asked stands in the audit trail
            await GrainFactory.GetGrain<ITrialBook>(0).Ended(order.Id);
        }
    }

    /// <summary>Lets work come together, so that writing large sums takes a small share of the time. The end, and a beginning, wait for nothing.</summary>
    private async Task Rest()
    {
        if (_lastWrite == TimeSpan.Zero || !Runs || IsComplete) return;
        var rest = _lastWrite * RestsFor;
        await Task.WhenAny(_isComplete.Task, Task.Delay(rest < LongestRest ? rest : LongestRest, _time, _leaves.Token));
    }

    private static byte[] Merge(ITrialSums sums, List<EarlyShard> next)
    {
        lock (sums)
        {
            foreach (var early in next)
                if (early.Sums.Length > 0) sums.Add(early.Sums); // too few people: nothing was given out
            return sums.ToBytes();
        }
    }

    private TrialStanding Now()
    {
        var (now, patients) = (_time.GetUtcNow(), Patients);
        var end = _state.EndedAt;
        var rate = end is { } ended ? patients / Math.Max((ended - _state.StartedAt).TotalSeconds, 1e-3) : _pace.PerSecond(now);
        double? left = end is null && rate > 0 ? (_state.Outline!.Patients - patients) / rate : null;
        return new(
            _news.Version, _state.Order!.Id, _state.Outline!, _state.Order.Study, _state.Order.By.Subject, _state.State, _state.StartedAt, end, _state.Merged + _apart.Count, patients, rate, left,
            _state.Failure, _state.CancelledBy);
    }
}
