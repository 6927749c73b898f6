using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using TwinGrid.Erasure;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Grains.Saving;

/// <summary>
/// Makes the saved states of a silo's grains, and has those grains rest that were not used of late: one look over all, for a timer a grain would cost more
/// than the state. Safe for concurrent use.
/// </summary>
public sealed partial class SavedStates : IDisposable
{
    /// <summary>Looks after which a grain that was asked to rest, and does not, is asked again: one that is busy must not be asked every second for what it will do once.</summary>
    private const int AskedAgainAfter = 15;

    private readonly ISnapshotStore _store;
    private readonly SaveMeter _meter;
    private readonly IServiceProvider _services;
    private readonly IGrainFactory _grains;
    private readonly RestOptions _options;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<Type, object> _kinds = new();

    /// <summary>States that are unpacked, with the look at which their grains were last asked to rest; 0: not yet.</summary>
    private readonly ConcurrentDictionary<IUnpacked, int> _unpacked = new();
    private readonly Lazy<ITimer> _looks;

    /// <summary>Looks from one search for idle grains to the next: it goes over all, and they may rest a sixth of their time later.</summary>
    private readonly int _searchEvery;
    private int _clock;

    public SavedStates(ISnapshotStore store, SaveMeter meter, IServiceProvider services)
    {
        (_store, _meter, _services, _grains) = (store, meter, services, services.GetRequiredService<IGrainFactory>());
        _logger = services.GetRequiredService<ILogger<SavedStates>>();
        _options = services.GetService<RestOptions>() ?? RestOptions.Never;
        _searchEvery = (int)Math.Max(1, _options.After / _options.Every / 6);
        Erased = services.GetService<IErasedTwins>() ?? IErasedTwins.None;
        _looks = new(() => services.GetRequiredService<TimeProvider>().CreateTimer(_ => Guarded(Look), null, _options.Every, _options.Every));
    }

    /// <summary>How often was looked so far: time enough to tell which state was used last.</summary>
    internal int Clock => Volatile.Read(ref _clock);

    /// <summary>Who was erased: of them nothing is saved any more.</summary>
    public IErasedTwins Erased { get; }

    /// <summary>How many states are unpacked.</summary>
    public int Unpacked => _unpacked.Count;

    /// <summary>The state of a grain.</summary>
    public SavedState<TState> Of<TState>(string kind, IGrainContext grain) where TState : class, new() => new(Kind<TState>(kind), grain);

    public void Dispose()
    {
        if (_looks.IsValueCreated) _looks.Value.Dispose();
    }

    internal void Note(IUnpacked state)
    {
        if (!_options.IsOn) return;
        _unpacked[state] = 0;
        _ = _looks.Value;
    }

    internal void Forget(IUnpacked state) => _unpacked.TryRemove(state, out _);

    private StateKind<TState> Kind<TState>(string name) where TState : class, new() => (StateKind<TState>)_kinds.GetOrAdd(
        typeof(TState), _ => new StateKind<TState>(name, this, _store, _meter, _services.GetRequiredService<Serializer<TState>>()));

    private void Look()
    {
        var now = Interlocked.Increment(ref _clock);
        if (now % _searchEvery != 0 && _unpacked.Count <= _options.UnpackedAtMost) return;
        var lastUse = now - (int)Math.Max(1, Math.Ceiling(_options.After / _options.Every));
        if (_unpacked.Count > _options.UnpackedAtMost)
        {
            var uses = _unpacked.Select(state => state.Key.UsedAt).ToArray();
            Array.Sort(uses);
            if (uses.Length > _options.UnpackedAtMost) lastUse = Math.Max(lastUse, uses[uses.Length - _options.UnpackedAtMost - 1]);
        }
        foreach (var (state, asked) in _unpacked)
        {
            if (state.UsedAt > lastUse || (asked > 0 && now - asked < AskedAgainAfter) || !_unpacked.TryUpdate(state, now, asked)) continue;
            _ = _grains.GetGrain<IRests>(state.Grain).Rest();
        }
    }

    private void Guarded(Action look)
    {
        try
        {
            look();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotAsked(error); // the next look asks again
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Grains that could rest were not asked to; they are again in a moment")]
    private partial void LogNotAsked(Exception error);
}
