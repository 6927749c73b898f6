using Orleans.Serialization;
using TwinGrid.Erasure;
using TwinGrid.Rebuilding;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Grains.Saving;

/// <summary>
/// A grain's state with its snapshot: loaded on activation, written through the group-commit store, fenced by version. While the grain rests it is held in
/// bytes. That of a view of the past (<see cref="PastKey"/>) is neither loaded nor saved. Not safe for concurrent use: it belongs to one grain.
/// </summary>
/// <typeparam name="TState">A versioned, serialisable state.</typeparam>
public sealed class SavedState<TState> : IUnpacked
    where TState : class, new()
{
    private readonly StateKind<TState> _kind;
    private readonly IGrainContext _grain;
    private readonly bool _isKept;
    private TState? _value = new();
    private byte[]? _packed;
    private long _version;
    private int _usedAt;
    private byte _edition;
    private bool _dirty;

    internal SavedState(StateKind<TState> kind, IGrainContext grain)
    {
        (_kind, _grain) = (kind, grain);
        _isKept = !PastKey.IsPast(Key);
    }

    /// <summary>The state; a fresh one until <see cref="Load"/> found a snapshot. Who asks for it unpacks it.</summary>
    public TState Value
    {
        get
        {
            _usedAt = _kind.States.Clock;
            return _value ?? Unpack();
        }
    }

    /// <summary>True while the grain rests.</summary>
    public bool IsPacked => _value is null;

    /// <summary>True when a snapshot was found or written.</summary>
    public bool Exists => _version > 0;

    /// <summary>True when the state changed since the last save.</summary>
    public bool IsDirty => _dirty;

    int IUnpacked.UsedAt => _usedAt;

    GrainId IUnpacked.Grain => _grain.GrainId;

    private string Key => _grain.GrainId.Key.ToString()!;

    public void MarkDirty() => _dirty = true;

    public async Task Load(CancellationToken cancel)
    {
        if (_isKept && await _kind.Store.Load(_kind.Name, Key, cancel) is { } snapshot)
        {
            _value = Read(snapshot.State);
            _version = snapshot.Version;
        }
        Note();
    }

    /// <summary>Saves if dirty. After it the state is durable.</summary>
    /// <exception cref="StaleSnapshotException">Another activation saved in between; this one must deactivate.</exception>
    public async Task Save(CancellationToken cancel = default)
    {
        if (!_dirty || !_isKept) return;
        if (_kind.States.Erased.Contains(Key))
        {
            Erase();
            return;
        }
        try
        {
            _version = await _kind.Store.Save(_kind.Name, Key, _version, Bytes(), cancel);
        }
        catch (PatientErasedException)
        {
            Erase();
            return;
        }
        catch (StaleSnapshotException)
        {
            _kind.Meter.Stale(_kind.Name);
            throw;
        }
        _dirty = false;
    }

    /// <summary>What is saved; null when nothing is. For <see cref="GoBack"/>.</summary>
    public Task<Snapshot?> Stored(CancellationToken cancel = default) => _kind.Store.Load(_kind.Name, Key, cancel);

    /// <summary>Puts the state back to what is saved; what is not is lost.</summary>
    public void GoBack(Snapshot? stored)
    {
        (_value, _packed, _version, _dirty) = (stored is null ? new() : Read(stored.State), null, stored?.Version ?? 0, false);
        Note();
    }

    /// <summary>The patient was erased: there is no state, and none to be saved.</summary>
    public void Erase()
    {
        (_value, _packed, _dirty) = (new(), null, false);
        Note();
    }

    /// <summary>Puts the state back to bytes that <see cref="Bytes"/> gave.</summary>
    public void Restore(byte[] bytes)
    {
        (_value, _packed) = (Read(bytes), null);
        Note();
    }

    /// <summary>The state as bytes. Equal states may differ in them: it matters which equal strings are one object.</summary>
    public byte[] Bytes() => _packed is null ? _kind.Serializer.SerializeToArray(Packed(_value!)) : _kind.Compression.Expand(_packed, _edition);

    /// <summary>Holds the state in few bytes until it is asked for again; saved or not. The grain must hold nothing of it any more.</summary>
    public void Pack()
    {
        (_packed, _edition) = _kind.Compression.Compress(Bytes());
        _value = null;
        Leave();
    }

    /// <summary>The grain goes to sleep: nobody need ask it to rest.</summary>
    public void Leave() => _kind.States.Forget(this);

    /// <summary>The state in the form that is stored.</summary>
    private static TState Packed(TState state)
    {
        if (state is IPacks packs) packs.Pack();
        return state;
    }

    private TState Unpack()
    {
        _value = Read(Bytes());
        _packed = null;
        Note();
        return _value;
    }

    /// <summary>A view of the past is gone before it could rest.</summary>
    private void Note()
    {
        _usedAt = _kind.States.Clock;
        if (_isKept) _kind.States.Note(this);
    }

    private TState Read(byte[] bytes) =>
        _kind.Serializer.Deserialize(bytes) ?? throw new InvalidDataException($"The snapshot of {_kind.Name}/{Key} holds nothing.");
}

/// <summary>What the states of one kind share.</summary>
internal sealed record StateKind<TState>(string Name, SavedStates States, ISnapshotStore Store, SaveMeter Meter, Serializer<TState> Serializer)
{
    public StateCompression Compression { get; } = new();
}
