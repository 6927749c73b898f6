using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using TwinGrid.Erasure;
using TwinGrid.Storage;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Grains.Saving;

/// <summary>
/// What a grain keeps of many, a small row each: only rows that changed are written, through the group-commit store, each fenced by its version. A row that the
/// store refuses for what is in it is named in the log and held in memory only, until it changes: the others go on. For reentrant grains; it belongs to one grain.
/// </summary>
/// <typeparam name="TRow">A versioned, serialisable row.</typeparam>
public sealed partial class SavedRows<TRow> where TRow : class
{
    private const int ReadAtOnce = 2_000;

    private readonly ISnapshotStore _store;
    private readonly Serializer<TRow> _serializer;
    private readonly string _kind;
    private readonly ILogger _logger;
    private readonly CoalescedWrite _write;
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

    /// <summary>Rows that differ from what is stored; null where one is to be taken away.</summary>
    private readonly Dictionary<string, TRow?> _changed = new(StringComparer.Ordinal);

    /// <summary>What was handed to a store that then failed: it may be stored or not. Null where it was to be taken away.</summary>
    private readonly Dictionary<string, byte[]?> _uncertain = new(StringComparer.Ordinal);

    /// <param name="kind">Kind of the rows, one for each grain: <c>desk-row/12</c>.</param>
    public SavedRows(ISnapshotStore store, Serializer<TRow> serializer, string kind, ILogger logger)
    {
        (_store, _serializer, _kind, _logger) = (store, serializer, kind, logger);
        _write = new CoalescedWrite(Write);
    }

    /// <summary>Reads every row that is stored, in the order of their keys.</summary>
    public async Task Load(Action<TRow> take, CancellationToken cancel)
    {
        var after = "";
        IReadOnlyList<Snapshot> page;
        do
        {
            page = await _store.Page(_kind, after, ReadAtOnce, cancel);
            foreach (var stored in page)
            {
                _versions[stored.Key] = stored.Version;
                take(_serializer.Deserialize(stored.State) ?? throw new InvalidDataException($"The row {_kind}/{stored.Key} holds nothing."));
                after = stored.Key;
            }
        }
        while (page.Count == ReadAtOnce);
    }

    /// <summary>Sets a row; durable after <see cref="Durable"/>.</summary>
    public void Put(string key, TRow row) => _changed[key] = row;

    /// <summary>Takes a row away; durable after <see cref="Durable"/>.</summary>
    public void Remove(string key) => _changed[key] = null;

    /// <summary>Completes when all rows as they are now are durable. Callers share writes.</summary>
    /// <exception cref="StaleSnapshotException">Another activation wrote; this one must deactivate.</exception>
    public Task Durable() => _changed.Count == 0 && !_write.IsRunning ? Task.CompletedTask : _write.Durable();

    private async Task Write()
    {
        var rows = _changed.ToArray();
        _changed.Clear();
        var writes = Array.ConvertAll(rows, row => Write(row.Key, row.Value));
        try
        {
            await Task.WhenAll(writes);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            for (var place = 0; place < rows.Length; place++)
                if (!writes[place].IsCompletedSuccessfully) _changed.TryAdd(rows[place].Key, rows[place].Value); // still to be written, unless it changed again
            throw Array.Find(writes, write => write.Exception?.InnerException is StaleSnapshotException)?.Exception!.InnerException ?? error;
        }
    }

    private async Task Write(string key, TRow? row)
    {
        if (_uncertain.TryGetValue(key, out var handed)) await FindOut(key, handed);
        var version = _versions.GetValueOrDefault(key);
        if (row is null && version == 0) return;
        var state = row is null ? null : _serializer.SerializeToArray(row);
        try
        {
            if (state is null) await _store.Remove(_kind, key, version, CancellationToken.None);
            else version = await _store.Save(_kind, key, version, state, CancellationToken.None);
        }
        catch (RowRefusedException error)
        {
            LogRefused(error, _kind, key);
            return;
        }
        catch (PatientErasedException)
        {
            return; // it came too late; what stood was taken away with the patient
        }
        catch (Exception error) when (error is not StaleSnapshotException and not OutOfMemoryException)
        {
            _uncertain[key] = state;
            throw;
        }
        Stands(key, state is null ? 0 : version);
    }

    /// <summary>Reads whether a write that failed was done after all; another's write in its place is noticed by the next conditional write.</summary>
    private async Task FindOut(string key, byte[]? handed)
    {
        var stored = await _store.Load(_kind, key, CancellationToken.None);
        if (handed is null ? stored is null : stored?.Version == _versions.GetValueOrDefault(key) + 1 && stored.State.AsSpan().SequenceEqual(handed)) Stands(key, stored?.Version ?? 0);
        _uncertain.Remove(key);
    }

    private void Stands(string key, long version)
    {
        if (version == 0) _versions.Remove(key);
        else _versions[key] = version;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The storage refuses the row {Kind}/{Key}; it is shown, and lost when this silo ends, unless it changes before")]
    private partial void LogRefused(Exception error, string kind, string key);
}

/// <summary>Makes the saved rows of a grain.</summary>
public sealed class SavedRowSets(ISnapshotStore store, IServiceProvider services, ILogger<SavedRowSets> logger)
{
    /// <summary>Who was erased.</summary>
    public IErasedTwins Erased { get; } = services.GetService<IErasedTwins>() ?? IErasedTwins.None;

    /// <param name="kind">Kind of the rows.</param>
    /// <param name="key">The grain that keeps them.</param>
    public SavedRows<TRow> Of<TRow>(string kind, long key) where TRow : class => new(store, services.GetRequiredService<Serializer<TRow>>(), $"{kind}/{key}", logger);
}
