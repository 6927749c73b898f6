using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using TwinGrid.Access;
using TwinGrid.Audit.Anchors;
using TwinGrid.Audit.Events;

namespace TwinGrid.Audit;

/// <summary>
/// The audit trail of this process. An entry is <em>written</em> when the kernel has taken it: it survives the death of the process at any moment. It waits in a file beside the trail, goes into the
/// trail with those of the same few milliseconds, and is on the disk at most <see cref="AuditOptions.FlushMilliseconds"/> later, or before with 0. What cannot be written is not given.
/// </summary>
public sealed partial class AuditTrail : IAuditTrail, IHostedLifecycleService, IDisposable
{
    /// <summary>Short, so that what is carried at once is little: those who answer want the processor too.</summary>
    private static readonly TimeSpan CarriedEvery = TimeSpan.FromMilliseconds(10);

    /// <summary>Entries after which an anchor is made before its time, so that none takes long: those who answer want the processor too. The list of their hashes stays below 85 kB: what is larger is collected only with all that the process holds.</summary>
    private const int EntriesAnAnchor = 7_500;

    private readonly AuditOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditTrail> _logger;
    private readonly AuditEventWriter _events;

    private readonly Lock _file = new();
    private readonly Lock _beside = new();
    private readonly SemaphoreSlim _forcing = new(1, 1);
    private TrailFile? _trail;
    private PendingFile? _pending;
    private IReadOnlyList<WaitingEntry> _turned = [];
    private long _forcedTo;
    private AnchorFile? _anchors;
    private SigningKey? _key;
    private volatile AuditUnavailableException? _broken;
    private volatile AuditUnavailableException? _unwritten;
    private readonly AutoResetEvent _due = new(false);
    private ITimer? _tick;
    private readonly ManualResetEvent _ending = new(false);
    private DateTimeOffset _anchoredAt;
    private bool _unflushed;
    private bool _isClosed;

    public AuditTrail(AuditOptions options, TimeProvider time, ILogger<AuditTrail> logger)
    {
        if (options.Fault() is { } fault) throw new AuditUnavailableException(fault);
        (_options, _time, _logger) = (options, time, logger);
        Shard = options.Shard ?? AuditOptions.ThisMachine;
        Folder = Path.GetFullPath(options.Folder ?? "audit");
        _events = new AuditEventWriter(Shard);
    }

    /// <summary>Name of this process' shard.</summary>
    public string Shard { get; }

    /// <summary>Where the files of the trail lie.</summary>
    public string Folder { get; }

    /// <summary>Index of the entry that is recorded next.</summary>
    internal long Next => _pending?.Next ?? 0;

    /// <summary>What came into the trail of late.</summary>
    internal RecentEntries Recent { get; } = new();

    /// <summary>Opens the trail, looks through what has been written since the last anchor, and anchors it.</summary>
    /// <exception cref="AuditUnavailableException">It cannot be written, or does not hold: the message names the first bad entry.</exception>
    public void Open()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            _key = SigningKey.Open(_options.SigningKey ?? Path.Combine(Folder, Shard + ".signing-key.pem"), mayMake: _options.SigningKey is null);
            _anchors = AnchorFile.Open(_options.Anchors ?? Path.Combine(Folder, "anchors"), Shard, _key);
            _trail = TrailFile.Open(Path.Combine(Folder, Shard), Shard, _anchors.Last, _anchors.AnchoredTo, _options.SegmentBytes);
            if (_trail.CutOff > 0) LogCutOff(_trail.CutOff);
            TakeIn(Path.Combine(Folder, Shard, PendingFile.Name));
            Anchor();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AuditUnavailableException($"The audit trail in {Folder} cannot be opened: {error.Message} Set {AuditOptions.Section}:{nameof(AuditOptions.Folder)}.", error);
        }
        var period = TimeSpan.FromMilliseconds(Math.Clamp(_options.FlushMilliseconds, 20, 1000));
        new Thread(Write) { IsBackground = true, Name = "audit trail" }.Start(); // a disk that is slow must not hold one of the few threads that answer
        new Thread(Force) { IsBackground = true, Name = "audit anchors" }.Start(); // nor the one that makes room for them
        _tick = _time.CreateTimer(_ => _due.Set(), null, period, period);
    }

    public ValueTask Record(AccessEntry entry, CancellationToken cancel)
    {
        if (_broken is { } broken) throw broken;
        if (_trail is null) throw new AuditUnavailableException("The audit trail is not open.");
        if (_unwritten is { } unwritten) throw unwritten;
        var index = Take(entry); // not cancelled with its request: once begun it is written
        return _options.FlushMilliseconds == 0 ? Forced(index) : default;
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Open();
        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Anchors what is not anchored yet and closes the files.</summary>
    public void Dispose()
    {
        _tick?.Dispose();
        _ending.Set();
        lock (_beside)
        {
            if (_trail is null || _isClosed) return;
            _isClosed = true;
            _pending?.Close();
            TryCarry();
            var isWhole = _broken is null;
            lock (_file) _broken ??= Closed();
            if (isWhole) TryAnchor();
            _trail.Dispose();
            _pending?.Dispose();
            _key?.Dispose();
        }
    }

    /// <summary>Takes in what waited when the process before this one died, and begins to wait anew.</summary>
    private void TakeIn(string path)
    {
        var left = PendingFile.Left(path, _trail!.Next);
        if (left.Count > 0)
        {
            if (left[0].Index > _trail.Next || left[^1].Index - left[0].Index >= left.Count) LogGap(_trail.Next);
            _trail.Append([.. left.Select(one => (ReadOnlyMemory<byte>)one.Happened)]);
            _trail.Flush();
            LogTakenIn(left.Count);
        }
        _pending = PendingFile.Begin(path, _options.PendingBytes / 2, _trail.Next);
    }

    /// <summary>Hands an entry to the kernel.</summary>
    /// <returns>Its index.</returns>
    private long Take(AccessEntry entry)
    {
        var now = _time.GetUtcNow();
        var happened = _events.Write(entry, now);
        if (happened.Length > _pending!.Longest) return TakeLong(new WaitingEntry(entry, now, happened.ToArray()));
        long index;
        while (!_pending.TryAdd(entry, now, happened, out index)) Carry(); // whoever finds no room makes some
        return index;
    }

    /// <summary>An entry too long to wait goes straight into the trail, behind those that do.</summary>
    private long TakeLong(WaitingEntry entry)
    {
        lock (_file)
        {
            Carry();
            long index;
            while (!_pending!.TryPass(out index)) Carry();
            _turned = [entry];
            Carry();
            return index;
        }
    }

    /// <summary>Forces an entry onto the disk, and with it all that wait for the same.</summary>
    private async ValueTask Forced(long index)
    {
        await _forcing.WaitAsync();
        try
        {
            if (_forcedTo > index) return;
            Carry();
            var to = _trail!.Next;
            if (!Flush()) throw _broken!;
            _forcedTo = to;
        }
        finally
        {
            _forcing.Release();
        }
    }

    /// <summary>Writes into the trail what waits.</summary>
    /// <exception cref="AuditUnavailableException">It could not be written: it goes on waiting, and nothing more is given until it was.</exception>
    private void Carry()
    {
        lock (_file)
        {
            if (_broken is { } broken) throw broken;
            try
            {
                for (; _turned.Count > 0 || (_turned = _pending!.Turn()).Count > 0; _turned = []) Append(_turned);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or AuditUnavailableException)
            {
                if (_unwritten is null) LogUnwritten(error);
                _unwritten ??= error as AuditUnavailableException ?? new AuditUnavailableException("The audit trail cannot be written.", error);
                throw _unwritten;
            }
        }
    }

    private void Append(IReadOnlyList<WaitingEntry> turned)
    {
        var before = _trail!.Unanchored.Count;
        var places = _trail.Append([.. turned.Select(entry => entry.Happened)]);
        foreach (var ((index, file, end), waiting) in places.Zip(turned)) Recent.Add(new RecentEntry(index, file, end, waiting.At, waiting.Entry));
        _unflushed = true;
        _unwritten = null;
        if (before < EntriesAnAnchor && _trail.Unanchored.Count >= EntriesAnAnchor) _due.Set(); // once: one that fails is tried again in its time
    }

    /// <summary>Writes what waits, and says whether it could.</summary>
    internal bool TryCarry()
    {
        try
        {
            Carry();
            return true;
        }
        catch (AuditUnavailableException)
        {
            return false; // it was logged; those who come are refused, and it is tried again
        }
    }

    private void Write()
    {
        while (!_ending.WaitOne(CarriedEvery))
            if (_broken is null) TryCarry();
    }

    private void Force()
    {
        while (WaitHandle.WaitAny([_ending, _due]) != 0)
        {
            if (_broken is null) TryCarry();
            Tick();
        }
    }

    /// <summary>Forces onto the disk and anchors, beside those who write.</summary>
    private void Tick()
    {
        if (!_beside.TryEnter()) return; // the one before is not done yet
        try
        {
            if (_broken is not null) return;
            if (Flush() && (_time.GetUtcNow() - _anchoredAt >= TimeSpan.FromMinutes(_options.AnchorMinutes) || _trail!.Unanchored.Count >= EntriesAnAnchor)) TryAnchor();
        }
        finally
        {
            _beside.Exit();
        }
    }

    /// <summary>False where it failed, and the trail is closed for good.</summary>
    private bool Flush()
    {
        SafeFileHandle segment;
        lock (_file)
        {
            if (!_unflushed) return true;
            (segment, _unflushed) = (_trail!.Segment, false);
        }
        try
        {
            RandomAccess.FlushToDisk(segment);
        }
        catch (ObjectDisposedException)
        {
            return true; // it is full, and was forced onto the disk when the next one was begun
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // After a failed flush nobody knows what is on the disk: nothing more is given until someone has looked.
            lock (_file) _broken = new AuditUnavailableException("The audit trail could not be forced onto the disk; verify it and start again.", error);
            LogUnwritten(error);
            return false;
        }
        return true;
    }

    private void TryAnchor()
    {
        try
        {
            Anchor();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogUnanchored(error); // it is tried again with the next tick; the entries themselves are written
        }
    }

    private void Anchor()
    {
        List<byte[]> hashes;
        lock (_file)
        {
            hashes = _trail!.TakeUnanchored();
            _unflushed |= hashes.Count > 0;
        }
        try
        {
            if (!Flush()) throw new IOException("What was to be signed is not on the disk.");
            if (hashes.Count > 0) _anchors!.Add(Shard, hashes, _time.GetUtcNow());
        }
        catch
        {
            lock (_file) _trail.Unanchored.InsertRange(0, hashes);
            throw;
        }
        _anchoredAt = _time.GetUtcNow();
    }

    internal static AuditUnavailableException Closed() => new("The audit trail is closed.");

    [LoggerMessage(Level = LogLevel.Critical, Message = "The audit trail cannot be written: no access is given")]
    private partial void LogUnwritten(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit trail cannot be anchored; it is tried again")]
    private partial void LogUnanchored(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit trail ended in {Bytes} bytes of an entry that was not written whole when the process died; they were cut off")]
    private partial void LogCutOff(long bytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} entries waited for the audit trail when the process died, and were taken in")]
    private partial void LogTakenIn(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Entries of the audit trail are missing between entry {Index} and those that waited: the machine stopped before they were on the disk, or they were taken away")]
    private partial void LogGap(long index);
}
