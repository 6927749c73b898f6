using System.Text;
using TwinGrid.Keys;
using TwinGrid.Keys.Sealing;
using TwinGrid.Patients;

namespace TwinGrid.Storage.Snapshots;

/// <summary>
/// Seals what is a patient's with their key on the way into a store, and opens it on the way out, so that nobody reads it in a backup once the key is destroyed. A sealed state begins
/// with a byte that no serialised state begins with; what earlier versions stored in the open is read as it is. What is sealed with a destroyed key is not there. Safe for concurrent use.
/// </summary>
public sealed class SealedSnapshots(ISnapshotStore store, PatientKeys keys) : ISnapshotStore
{
    private const int Longest = 512, Lanes = 64;

    private static ReadOnlySpan<byte> Mark => [0x00, (byte)'K', 1];

    /// <summary>Kinds whose keys name no patient.</summary>
    private static readonly string[] OfNobody = ["watch-desk.", "scheduler-shard.", "care-team-roster.", "study-ledger.", "refusals/", "trial.", "trial-book.", "appointment/", "erasure/", "subscription/"];

    private readonly SealingTurns _turns = new(keys, Lanes);

    /// <exception cref="StorageException">The key is neither kept nor destroyed, or does not open what is stored.</exception>
    public async Task<Snapshot?> Load(string kind, string key, CancellationToken cancel) =>
        await store.Load(kind, key, cancel) is { } stored ? (await Open([stored], cancel))[0] : null;

    /// <exception cref="Erasure.PatientErasedException">The patient was erased: nothing was written.</exception>
    public async Task<long> Save(string kind, string key, long expectedVersion, ReadOnlyMemory<byte> state, CancellationToken cancel)
    {
        if (state.Length == 0 || OwnerOf(kind, key) is not { } owner) return await store.Save(kind, key, expectedVersion, state, cancel);
        return await await InTurn(new(kind, key, owner, expectedVersion, state), cancel);
    }

    public Task Remove(string kind, string key, long expectedVersion, CancellationToken cancel) => store.Remove(kind, key, expectedVersion, cancel);

    public async Task<IReadOnlyList<Snapshot>> Page(string kind, string afterKey, int limit, CancellationToken cancel)
    {
        var page = new List<Snapshot>();
        while (true)
        {
            var stored = await store.Page(kind, afterKey, limit - page.Count, cancel);
            page.AddRange((await Open(stored, cancel)).OfType<Snapshot>());
            if (page.Count == limit || stored.Count == 0) return page;
            afterKey = stored[^1].Key; // a page is short at the end only, not where erased ones lay
        }
    }

    public Task<IReadOnlyList<string>> Keys(string kind, string afterKey, int limit, CancellationToken cancel) => store.Keys(kind, afterKey, limit, cancel);

    /// <summary>Whose a state is: the list of accesses names the twin in its kind, everything else in its key, before what tells one of the twin's states from another.</summary>
    public static string? OwnerOf(string kind, string key)
    {
        if (Array.Exists(OfNobody, nobody => kind.StartsWith(nobody, StringComparison.Ordinal))) return null;
        var named = kind.StartsWith("access/", StringComparison.Ordinal) ? kind["access/".Length..] : key;
        var end = named.AsSpan().IndexOfAny('/', '@', '~');
        return TwinId.TryParse(end < 0 ? named : named[..end], out var twin) ? twin.Value : null;
    }

    /// <summary>Saves of a grain are handed to the store in the order of the calls; a state that waits for its key is copied, for the caller may reuse its buffer.</summary>
    private async ValueTask<Task<long>> InTurn(GrainSave save, CancellationToken cancel)
    {
        try
        {
            var lane = (int)((uint)save.Key.GetHashCode(StringComparison.Ordinal) % _turns.Lanes);
            return await _turns.Take(TwinId.Parse(save.Owner), lane, (This: this, Save: save, Cancel: cancel), what => what with { Save = what.Save with { State = what.Save.State.ToArray() } },
                (what, key) => what.This.Hand(what.Save, key, what.Cancel), cancel);
        }
        catch (KeysException error)
        {
            throw new StorageException($"Nothing was written: {error.Message}", error);
        }
    }

    private Task<long> Hand(in GrainSave save, in PatientKey secret, CancellationToken cancel)
    {
        var bytes = new byte[Mark.Length + PatientSeal.Length(save.Owner, save.State.Length)];
        Mark.CopyTo(bytes);
        Span<byte> bound = stackalloc byte[Longest];
        PatientSeal.Seal(keys, secret, save.Owner, bound[..Bind(save.Kind, save.Key, bound)], save.State.Span, bytes.AsSpan(Mark.Length));
        return store.Save(save.Kind, save.Key, save.ExpectedVersion, bytes, cancel);
    }

    /// <summary>Each state in the open, null where its patient was erased.</summary>
    private async ValueTask<Snapshot?[]> Open(IReadOnlyList<Snapshot> stored, CancellationToken cancel)
    {
        var found = await Find(stored, cancel);
        var opened = new Snapshot?[stored.Count];
        for (var place = 0; place < opened.Length; place++) opened[place] = IsSealed(stored[place].State) ? Open(stored[place], found[place]) : stored[place];
        return opened;
    }

    private static Snapshot? Open(Snapshot stored, in FoundKey key)
    {
        if (key.State == KeyState.Destroyed) return null;
        if (key.State == KeyState.Absent) throw new StorageException($"{stored.Kind}/{stored.Key} is sealed with a key that is neither kept nor destroyed: put back the store of keys that belongs to this storage (TwinGrid:Keys).");
        var bytes = stored.State.AsSpan(Mark.Length);
        var state = new byte[PatientSeal.OpenLength(bytes)];
        Span<byte> bound = stackalloc byte[Longest];
        return PatientSeal.TryOpen(key.Key, bytes, bound[..Bind(stored.Kind, stored.Key, bound)], state)
            ? stored with { State = state }
            : throw new StorageException($"{stored.Kind}/{stored.Key} is not what was sealed there: it was changed, or the store of keys belongs to another storage.");
    }

    private async ValueTask<FoundKey[]> Find(IReadOnlyList<Snapshot> stored, CancellationToken cancel)
    {
        try
        {
            return await keys.Find(stored, snapshot => IsSealed(snapshot.State) ? PatientSeal.TwinOf(snapshot.State.AsSpan(Mark.Length)) : default, cancel);
        }
        catch (KeysException error)
        {
            throw new StorageException(error.Message, error);
        }
    }

    private static bool IsSealed(byte[] state) => state.AsSpan().StartsWith(Mark);

    /// <summary>A state is bound to its place: put elsewhere it does not open.</summary>
    private static int Bind(string kind, string key, Span<byte> bound)
    {
        var length = Encoding.UTF8.GetBytes(kind, bound);
        bound[length++] = 0;
        return length + Encoding.UTF8.GetBytes(key, bound[length..]);
    }

    private readonly record struct GrainSave(string Kind, string Key, string Owner, long ExpectedVersion, ReadOnlyMemory<byte> State);
}
