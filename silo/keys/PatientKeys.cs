using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TwinGrid.Durability;
using TwinGrid.Erasure;
using TwinGrid.Keys.PostgreSql;
using TwinGrid.Keys.Sqlite;
using TwinGrid.Patients;

namespace TwinGrid.Keys;

/// <summary>
/// The keys of the patients: made when something of one is first written, stored sealed and apart from the data, destroyed when the patient is erased. A
/// destroyed key is gone from this process at once and from all others within <see cref="KeyOptions.PollInterval"/>, and its pseudonym never gets another.
/// Safe for concurrent use.
/// </summary>
public sealed partial class PatientKeys : IErasedTwins, IAsyncDisposable
{
    private const int WaitingAtMost = 65_536, MadeTogether = 1_024;

    private readonly KeyOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IKeyStore _store;
    private readonly KeyTable _held;
    private readonly ConcurrentDictionary<string, byte> _destroyed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly NonceCounter _nonces = new();
    private KeySecrets? _secrets;
    private GroupCommit<KeyMaking>? _makings;
    private Task _watching = Task.CompletedTask;
    private long _heardTo;
    private int _destructions;
    private int _closed;

    /// <exception cref="KeysException">A setting is missing.</exception>
    public PatientKeys(KeyOptions options, TimeProvider time, ILogger<PatientKeys>? logger = null)
    {
        (_options, _time, _logger) = (options, time, logger ?? NullLogger<PatientKeys>.Instance);
        _held = new KeyTable(options.HeldAtMost);
        _store = options.Kind == KeyStoreKind.Sqlite
            ? new SqliteKeyStore(options.Folder, time)
            : new PostgresKeyStore(options.ConnectionString ?? throw new KeysException("The patients' keys need an Npgsql connection string: set Keys:PostgreSql."));
    }

    private event Action<TwinId>? Destroyed;

    /// <summary>Keys at hand in this process.</summary>
    public int Held => _held.Count;

    /// <summary>Opens the store and reads the secret. Once is enough; again changes nothing.</summary>
    /// <exception cref="KeysException">The store cannot be opened, or there is no secret.</exception>
    public async Task Open(CancellationToken cancel)
    {
        await _opening.WaitAsync(cancel);
        try
        {
            if (_makings is not null) return;
            await _store.Open(cancel);
            _secrets = KeySecrets.Read(_options);
            foreach (var stored in await _store.Any(cancel)) Open(stored); // a secret of another store is noticed before anything is sealed with it
            await Hear(cancel);
            _makings = new GroupCommit<KeyMaking>(Make, WaitingAtMost, MadeTogether, "TwinGrid.Keys");
            if (_options.Kind != KeyStoreKind.Sqlite) _watching = Watch(_stop.Token); // a file has one process
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>True when the patient was erased, as far as this process has heard.</summary>
    public bool IsDestroyed(TwinId twin) => Contains(twin.Value);

    /// <inheritdoc/>
    public bool Contains(string twin) => Volatile.Read(ref _destructions) > 0 && _destroyed.ContainsKey(twin);

    /// <inheritdoc/>
    public void Tell(Action<TwinId> erased) => Destroyed += erased;

    /// <summary>The erased patients that this process has heard of.</summary>
    public IReadOnlyCollection<TwinId> All => [.. _destroyed.Keys.Select(TwinId.Parse)];

    /// <summary>The key of a patient of whom something is written; made, and durable, where there is none yet.</summary>
    /// <exception cref="PatientErasedException">The patient was erased.</exception>
    /// <exception cref="KeysException">The store cannot be reached.</exception>
    public ValueTask<PatientKey> ForWriting(TwinId twin, CancellationToken cancel)
    {
        return IsAtHand(twin, out var key) ? new(key) : new(Made(twin, cancel));
    }

    /// <summary>The key that is at hand, so that most reads need not wait.</summary>
    /// <param name="twin">The pseudonym in ASCII.</param>
    public bool TryFind(ReadOnlySpan<byte> twin, out PatientKey key) => _held.TryFind(twin, out key);

    /// <summary>Looks keys up, those at hand and the others.</summary>
    /// <exception cref="KeysException">The store cannot be reached, or a key is sealed with an unknown secret.</exception>
    public async Task<IReadOnlyDictionary<string, FoundKey>> Find(IReadOnlyCollection<string> twins, CancellationToken cancel)
    {
        var found = new Dictionary<string, FoundKey>(twins.Count, StringComparer.Ordinal);
        foreach (var stored in await _store.Load(twins, cancel)) found[stored.Twin] = Take(stored);
        return found;
    }

    /// <summary>The keys of many: those at hand, and the others with one question.</summary>
    /// <param name="sealedByThem">What their patients' keys seal.</param>
    /// <param name="twinOf">Whose each is, in ASCII; empty for what no key seals, which gets none.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="KeysException">The store cannot be reached, or a key is sealed with an unknown secret.</exception>
    public async ValueTask<FoundKey[]> Find<T>(IReadOnlyList<T> sealedByThem, Func<T, ReadOnlySpan<byte>> twinOf, CancellationToken cancel)
    {
        var found = new FoundKey[sealedByThem.Count];
        List<(int Place, string Twin)>? missing = null;
        for (var place = 0; place < found.Length; place++)
        {
            if (twinOf(sealedByThem[place]) is not { Length: > 0 } twin) continue;
            if (TryFind(twin, out var key)) found[place] = FoundKey.Kept(key);
            else (missing ??= []).Add((place, Encoding.ASCII.GetString(twin)));
        }
        if (missing is null) return found;
        var asked = await Find([.. missing.Select(one => one.Twin).Distinct(StringComparer.Ordinal)], cancel);
        foreach (var (place, twin) in missing) found[place] = asked.GetValueOrDefault(twin);
        return found;
    }

    /// <summary>Looks one key up.</summary>
    public ValueTask<FoundKey> Find(TwinId twin, CancellationToken cancel)
    {
        return IsAtHand(twin, out var key) ? new(FoundKey.Kept(key)) : Asked(twin, cancel);
    }

    /// <summary>Destroys a patient's key for good. Durable, and gone from this process, when it returns; again changes nothing.</summary>
    /// <exception cref="KeysException">The store cannot be reached: nothing was destroyed, or perhaps it was; do it again.</exception>
    public async Task Destroy(TwinId twin, CancellationToken cancel)
    {
        await _store.Destroy(twin.Value, cancel);
        LetGo(twin);
    }

    /// <summary>Takes note at once of what this process would hear in a moment: the patient's key was destroyed elsewhere.</summary>
    public void LetGo(TwinId twin)
    {
        var isNews = _destroyed.TryAdd(twin.Value, 0);
        if (isNews) Interlocked.Increment(ref _destructions);
        _held.Remove(twin.Value);
        if (isNews) Destroyed?.Invoke(twin);
    }

    /// <summary>Seals every key that an older secret seals with the current one.</summary>
    /// <returns>How many were sealed anew.</returns>
    public async Task<long> Reseal(CancellationToken cancel)
    {
        var (secret, after, count) = (Opened.Current, "", 0L);
        while (await _store.NotSealedWith(secret.Name, after, MadeTogether, cancel) is { Count: > 0 } page)
        {
            await _store.Reseal([.. page.Select(stored => new StoredKey(stored.Twin, secret.Name, secret.Seal(stored.Twin, Open(stored))))], cancel);
            after = page[^1].Twin;
            count += page.Count;
        }
        return count;
    }

    /// <summary>A nonce that no process ever uses again.</summary>
    internal void NextNonce(Span<byte> nonce) => _nonces.Next(nonce);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        await _stop.CancelAsync();
        await _watching;
        if (_makings is not null) await _makings.DisposeAsync();
        await _store.DisposeAsync();
        _held.Clear();
        _opening.Dispose();
        _stop.Dispose();
    }

    private KeySecrets Opened => _secrets ?? throw new KeysException("The patients' keys are not open.");

    private bool IsAtHand(TwinId twin, out PatientKey key)
    {
        Span<byte> ascii = stackalloc byte[64];
        return _held.TryFind(ascii[..Encoding.ASCII.GetBytes(twin.Value, ascii)], out key);
    }

    private async ValueTask<FoundKey> Asked(TwinId twin, CancellationToken cancel) =>
        IsDestroyed(twin) ? FoundKey.Destroyed : (await Find([twin.Value], cancel)).GetValueOrDefault(twin.Value);

    private async Task<PatientKey> Made(TwinId twin, CancellationToken cancel)
    {
        if (IsDestroyed(twin)) throw new PatientErasedException(twin);
        var making = new KeyMaking(twin.Value);
        await (_makings ?? throw new KeysException("The patients' keys are not open.")).Add(making, cancel);
        try
        {
            var found = await making.Done.WaitAsync(cancel);
            return found.State == KeyState.Kept ? found.Key : throw new PatientErasedException(twin);
        }
        catch (ObjectDisposedException error)
        {
            throw new KeysException("The patients' keys are closed.", error);
        }
    }

    /// <summary>Makes what is missing. Runs on a thread of its own.</summary>
    private void Make(IReadOnlyList<KeyMaking> makings)
    {
        var secret = Opened.Current;
        var stored = _store.Add([.. makings.Select(making => making.Twin).Distinct(StringComparer.Ordinal).Select(twin => new StoredKey(twin, secret.Name, secret.Seal(twin, PatientKey.NewRandom())))])
            .ToDictionary(key => key.Twin, StringComparer.Ordinal);
        foreach (var making in makings)
        {
            making.Stored = Take(stored[making.Twin]);
            making.Succeed();
        }
    }

    private FoundKey Take(StoredKey stored)
    {
        if (stored.IsDestroyed)
        {
            LetGo(TwinId.Parse(stored.Twin));
            return FoundKey.Destroyed;
        }
        var key = Open(stored);
        _held.Put(stored.Twin, key);
        if (_destroyed.ContainsKey(stored.Twin)) _held.Remove(stored.Twin); // destroyed while it was read
        return FoundKey.Kept(key);
    }

    private PatientKey Open(StoredKey stored) => Opened.Named(stored.Secret!).Open(stored.Twin, stored.Sealed);

    private async Task Watch(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_options.PollInterval, _time, stop);
                await Hear(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (KeysException error)
            {
                LogNotHeard(error); // asked again in a moment
            }
        }
    }

    private async Task Hear(CancellationToken cancel)
    {
        foreach (var (number, twin) in await _store.DestroyedAfter(_heardTo, cancel))
        {
            LetGo(TwinId.Parse(twin));
            _heardTo = number;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which patients' keys were destroyed cannot be asked; those at hand stay until it can")]
    private partial void LogNotHeard(Exception error);

    /// <summary>64 random bits, drawn when the process starts and again every 2^32 nonces, and a counter.</summary>
    private sealed class NonceCounter
    {
        private readonly Lock _gate = new();
        private ulong _drawn = Draw();
        private uint _count;

        public void Next(Span<byte> nonce)
        {
            ulong drawn;
            uint count;
            lock (_gate)
            {
                if (++_count == 0) _drawn = Draw();
                (drawn, count) = (_drawn, _count);
            }
            BinaryPrimitives.WriteUInt64LittleEndian(nonce, drawn);
            BinaryPrimitives.WriteUInt32LittleEndian(nonce[8..], count);
        }

        private static ulong Draw() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
    }
}
