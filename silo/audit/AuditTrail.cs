using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using TwinGrid.Access;
using TwinGrid.Audit.Anchors;
using TwinGrid.Audit.Events;

namespace TwinGrid.Audit;

/// <summary>
/// The audit trail of this process. An entry is <em>written</em> when the kernel has taken it: it survives the death of the process at any moment; onto the disk it is forced at most
/// <see cref="AuditOptions.FlushMilliseconds"/> later, or before with 0. Whoever comes while another writes is written with the next group. What cannot be written is not given.
/// </summary>
public sealed partial class AuditTrail : IAuditTrail, IHostedLifecycleService, IDisposable
{
    private const int MostWaiting = 10_000;
    private const int GroupSize = 512;

    /// <summary>Entries after which an anchor is made before its time, so that none grows without bound.</summary>
    private const int EntriesAnAnchor = 65_536;

    private readonly AuditOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditTrail> _logger;
    private readonly ConcurrentQueue<Waiting> _queue = new();
    private readonly Lock _file = new();
    private readonly Lock _beside = new();
    private TrailFile? _trail;
    private AnchorFile? _anchors;
    private SigningKey? _key;
    private AuditUnavailableException? _broken;
    private readonly AutoResetEvent _due = new(false);
    private ITimer? _tick;
    private volatile bool _isEnding;
    private DateTimeOffset _anchoredAt;
    private int _waiting;
    private int _writing;
    private bool _unflushed;
    private bool _isClosed;

    public AuditTrail(AuditOptions options, TimeProvider time, ILogger<AuditTrail> logger)
    {
        if (options.Fault() is { } fault) throw new AuditUnavailableException(fault);
        (_options, _time, _logger) = (options, time, logger);
        Shard = options.Shard ?? AuditOptions.ThisMachine;
        Folder = Path.GetFullPath(options.Folder ?? "audit");
    }

    /// <summary>Name of this process' shard.</summary>
    public string Shard { get; }

    /// <summary>Where the files of the trail lie.</summary>
    public string Folder { get; }

    /// <summary>Index of the entry that is recorded next.</summary>
    internal long Next
    {
        get
        {
            lock (_file) return _trail?.Next ?? 0;
        }
    }

    /// <summary>What was recorded of late.</summary>
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
            Anchor();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AuditUnavailableException($"The audit trail in {Folder} cannot be opened: {error.Message} Set {AuditOptions.Section}:{nameof(AuditOptions.Folder)}.", error);
        }
        var period = TimeSpan.FromMilliseconds(Math.Clamp(_options.FlushMilliseconds, 20, 1000));
        new Thread(FlushWhenDue) { IsBackground = true, Name = "audit flush" }.Start(); // a disk that is slow must not hold one of the few threads that answer
        _tick = _time.CreateTimer(_ => _due.Set(), null, period, period);
    }

    public ValueTask Record(AccessEntry entry, CancellationToken cancel)
    {
        if (_broken is { } broken) throw broken;
        if (_trail is null) throw new AuditUnavailableException("The audit trail is not open.");
        if (Volatile.Read(ref _waiting) >= MostWaiting) throw new AuditUnavailableException("Too many accesses wait to be written down.");
        Interlocked.Increment(ref _waiting);
        var now = _time.GetUtcNow();
        var waiting = new Waiting(entry, now, AuditEventWriter.Write(entry, now, Shard));
        _queue.Enqueue(waiting);
        Drain();
        return new ValueTask(waiting.Task); // not cancelled with its request: once begun it is written
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
        _isEnding = true;
        if (_trail is not null && !_isClosed) _due.Set();
        lock (_beside)
        {
            if (_trail is null || _isClosed) return;
            _isClosed = true;
            var couldWrite = _broken is null;
            lock (_file) _broken ??= new AuditUnavailableException("The audit trail is closed.");
            if (couldWrite) TryAnchor();
            _trail.Dispose();
            _key?.Dispose();
        }
    }

    /// <summary>Whoever finds nobody writing writes for all who wait.</summary>
    private void Drain()
    {
        while (!_queue.IsEmpty && Interlocked.CompareExchange(ref _writing, 1, 0) == 0)
        {
            try
            {
                var group = new List<Waiting>(8);
                while (group.Count < GroupSize && _queue.TryDequeue(out var next)) group.Add(next);
                if (group.Count > 0) Write(group);
            }
            finally
            {
                Interlocked.Exchange(ref _writing, 0); // a full fence: who came in between is seen, or sees that nobody writes
            }
        }
    }

    private void Write(List<Waiting> group)
    {
        Exception? failure = null;
        try
        {
            lock (_file)
            {
                if (_broken is { } broken) throw broken;
                var places = _trail!.Append(group.ConvertAll(waiting => waiting.Happened));
                foreach (var ((index, file, end), waiting) in places.Zip(group)) Recent.Add(new RecentEntry(index, file, end, waiting.At, waiting.Entry));
                if (_options.FlushMilliseconds == 0) _trail.Flush();
                else _unflushed = true;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogUnwritten(error);
            failure = new AuditUnavailableException("The audit trail cannot be written.", error);
        }
        catch (AuditUnavailableException error)
        {
            failure = error;
        }
        Interlocked.Add(ref _waiting, -group.Count);
        foreach (var waiting in group)
            if (failure is null) waiting.SetResult();
            else waiting.SetException(failure);
    }

    private void FlushWhenDue()
    {
        while (true)
        {
            _due.WaitOne();
            if (_isEnding) return;
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

    [LoggerMessage(Level = LogLevel.Critical, Message = "The audit trail cannot be written: no access is given")]
    private partial void LogUnwritten(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit trail cannot be anchored; it is tried again")]
    private partial void LogUnanchored(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit trail ended in {Bytes} bytes of an entry that was not written whole when the process died; they were cut off")]
    private partial void LogCutOff(long bytes);

    /// <summary>An entry on its way into the file.</summary>
    private sealed class Waiting(AccessEntry entry, DateTimeOffset at, byte[] happened) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public AccessEntry Entry => entry;

        public DateTimeOffset At => at;

        public byte[] Happened => happened;
    }
}
