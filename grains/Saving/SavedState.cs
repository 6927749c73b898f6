using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using TwinGrid.Rebuilding;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Grains.Saving;

/// <summary>
/// A grain's state with its snapshot: loaded on activation, written through the group-commit store, fenced by version. Not safe for concurrent use:
/// it belongs to one grain.
/// </summary>
/// <typeparam name="TState">A versioned, serialisable state.</typeparam>
public sealed class SavedState<TState>(ISnapshotStore store, SaveMeter meter, Serializer<TState> serializer, string kind, string key, bool isKept = true)
    where TState : class, new()
{
    private long _version;
    private bool _dirty;

    /// <summary>The state; a fresh one until <see cref="Load"/> found a snapshot.</summary>
    public TState Value { get; private set; } = new();

    /// <summary>True when a snapshot was found or written.</summary>
    public bool Exists => _version > 0;

    /// <summary>True when the state changed since the last save.</summary>
    public bool IsDirty => _dirty;

    public void MarkDirty() => _dirty = true;

    public async Task Load(CancellationToken cancel)
    {
        if (!isKept || await store.Load(kind, key, cancel) is not { } snapshot) return;
        Value = serializer.Deserialize(snapshot.State)
            ?? throw new InvalidDataException($"The snapshot of {kind}/{key} holds nothing.");
        _version = snapshot.Version;
    }

    /// <summary>Saves if dirty. After it the state is durable.</summary>
    /// <exception cref="StaleSnapshotException">Another activation saved in between; this one must deactivate.</exception>
    public async Task Save(CancellationToken cancel = default)
    {
        if (!_dirty || !isKept) return;
        try
        {
            _version = await store.Save(kind, key, _version, serializer.SerializeToArray(Value), cancel);
        }
        catch (StaleSnapshotException)
        {
            meter.Stale(kind);
            throw;
        }
        _dirty = false;
    }

    /// <summary>Puts the state back to bytes that <see cref="Bytes"/> gave.</summary>
    public void Restore(byte[] bytes) => Value = serializer.Deserialize(bytes) ?? throw new InvalidDataException($"A state of {kind}/{key} holds nothing.");

    /// <summary>The state as bytes, canonical for equal states.</summary>
    public byte[] Bytes() => serializer.SerializeToArray(Value);
}

/// <summary>Makes the saved state of a grain. That of a view of the past (<see cref="PastKey"/>) is neither loaded nor saved.</summary>
public sealed class SavedStates(ISnapshotStore store, SaveMeter meter, IServiceProvider services)
{
    public SavedState<TState> Of<TState>(string kind, string key) where TState : class, new() =>
        new(store, meter, services.GetRequiredService<Serializer<TState>>(), kind, key, isKept: !PastKey.IsPast(key));
}
