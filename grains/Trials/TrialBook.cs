using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;
using TwinGrid.Grains.Saving;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Trials;

/// <summary>The list of trials, newest first. Interleaves calls: what it holds changes only between awaits.</summary>
[GrainType("trial-book"), Reentrant, KeepAlive]
public sealed class TrialBook : Grain, ITrialBook, IDisposable
{
    /// <summary>Trials that are kept in the list; the oldest that have ended go first.</summary>
    private const int Kept = 200;

    private readonly IPersistentState<BookState> _saved;
    private readonly ITrialMethod _method;
    private readonly TrialOptions _options;
    private readonly CancellationTokenSource _leaves;
    private readonly CoalescedWrite _write;
    private readonly TrialNews _news;

    /// <summary>Being started: they count before they stand in the list.</summary>
    private readonly HashSet<string> _starting = new(StringComparer.Ordinal);
    private BookState _state = new();

    public TrialBook([PersistentState("book", RareState.Store)] IPersistentState<BookState> saved, ITrialMethod method, TrialOptions options, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        (_saved, _method, _options) = (saved, method, options);
        _leaves = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        _write = new CoalescedWrite(Store);
        _news = new TrialNews(time, _leaves.Token);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state = _saved.State;
        return Task.CompletedTask;
    }

    public void Dispose() => _leaves.Dispose();

    public async Task<TrialOrderAnswer> Order(TrialOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (await GrainFactory.GetGrain<ITrial>(order.Id).Standing() is null)
        {
            var (trial, faults) = _method.Read(order.Protocol);
            if (trial is null) return new(null, faults, false);
            if (trial.Outline.Patients > _options.MostPatients) return new(null, [new("patients", null, $"are {trial.Outline.Patients} in all replicates, but this grid takes at most {_options.MostPatients}")], false);
            if (_state.Running.Count + _starting.Count >= _options.MostAtOnce) return new(null, [], true);
        }
        _starting.Add(order.Id);
        try
        {
            var standing = await GrainFactory.GetGrain<ITrial>(order.Id).Start(order);
            if (!_state.Trials.Contains(order.Id, StringComparer.Ordinal))
            {
                _state = _state with { Trials = Shortened([order.Id, .. _state.Trials]), Running = standing.State == TrialState.Running ? [.. _state.Running, order.Id] : _state.Running };
                _news.Announce();
            }
            await _write.Durable();
            return new(standing, [], false);
        }
        finally
        {
            _starting.Remove(order.Id);
        }
    }

    public async Task<IReadOnlyList<TrialStanding>> List()
    {
        var standings = await Task.WhenAll(_state.Trials.Select(trial => GrainFactory.GetGrain<ITrial>(trial).Standing()));
        return [.. standings.OfType<TrialStanding>()];
    }

    public async Task Ended(string trial)
    {
        if (_state.Running.Contains(trial, StringComparer.Ordinal))
        {
            _state = _state with { Running = [.. _state.Running.Where(one => !string.Equals(one, trial, StringComparison.Ordinal))] };
            _news.Announce();
        }
        await _write.Durable();
    }

    public async Task<RunningTrials> Running(long known, TimeSpan wait)
    {
        await _news.Wait(known, wait);
        return new(_news.Version, _state.Running);
    }

    private List<string> Shortened(List<string> trials)
    {
        while (trials.Count > Kept && trials.FindLastIndex(trial => !_state.Running.Contains(trial, StringComparer.Ordinal)) is >= 0 and var oldest) trials.RemoveAt(oldest);
        return trials;
    }

    private async Task Store()
    {
        _saved.State = _state;
        try
        {
            await _saved.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle(); // another activation may have written: what stands is read anew
            throw;
        }
    }
}

/// <summary>What is stored of the list. Never changed in place.</summary>
[GenerateSerializer, Alias("TwinGrid.TrialBookState")]
public sealed record BookState
{
    /// <summary>Newest first.</summary>
    [Id(0)] public IReadOnlyList<string> Trials { get; init; } = [];

    [Id(1)] public IReadOnlyList<string> Running { get; init; } = [];
}
