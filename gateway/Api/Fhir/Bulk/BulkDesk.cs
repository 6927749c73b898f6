using System.Collections.Concurrent;
using System.Threading.Channels;
using TwinGrid.Access;
using TwinGrid.Disclosure.Anonymity;
using TwinGrid.Gateway.Api.Studies.Exports;
using TwinGrid.Vault;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>
/// Takes orders for bulk exports and works on them one after the other. While it does it leaves a sign of life beside each; an order without one for a minute is one whose gateway is gone, and whoever asks
/// is told so, at any gateway that shares the folder.
/// </summary>
internal sealed partial class BulkDesk(BulkShelf shelf, BulkSeal seal, BulkOptions options, CareBulk care, StudyBulk studies, TimeProvider time, ILogger<BulkDesk> logger) : BackgroundService
{
    private const int MostWaiting = 16, MostKept = 100;

    private static readonly TimeSpan SignEvery = TimeSpan.FromSeconds(10), GoneAfter = TimeSpan.FromMinutes(1);

    private readonly Channel<BulkJob> _orders = Channel.CreateBounded<BulkJob>(MostWaiting);
    private readonly ConcurrentDictionary<string, Work> _works = new(StringComparer.Ordinal);

    public static BulkRecord New(BulkOrder order, Caller caller, DateTimeOffset now) => new(BulkShelf.NewId(), order, BulkRecord.ByOf(caller), now, ExportState.Queued, null);

    /// <summary>Takes an order; false when too many wait, or are kept.</summary>
    public bool Take(BulkJob job)
    {
        if (shelf.Count >= MostKept) return false;
        shelf.Save(Alive(job.Record));
        _works[job.Record.Id] = new Work(job.Record);
        if (_orders.Writer.TryWrite(job)) return true;
        Remove(job.Record.Id);
        return false;
    }

    /// <summary>An export of somebody's; null where there is none that he ordered.</summary>
    public BulkRecord? Find(string id, Caller caller)
    {
        if (shelf.Find(id) is not { } record || record.By != BulkRecord.ByOf(caller)) return null;
        if (record.State is ExportState.Ready or ExportState.Failed) return record;
        if (_works.TryGetValue(id, out var work)) return record with { Records = work.Records };
        return time.GetUtcNow() - record.SeenAt < GoneAfter ? record : record with { State = ExportState.Failed, Failure = "The gateway that worked on this export is gone, and what it had made with it. Order it again." };
    }

    /// <summary>Takes an export away, and stops the work on it.</summary>
    public void Remove(string id)
    {
        if (!_works.TryRemove(id, out var work))
        {
            shelf.Remove(id);
            return;
        }
        lock (work) // or a sign of life would lay it down again
        {
            work.Stop.Cancel();
            shelf.Remove(id);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var signs = time.CreateTimer(_ => Sign(), null, SignEvery, SignEvery);
        await foreach (var job in _orders.Reader.ReadAllAsync(stoppingToken))
            if (_works.TryGetValue(job.Record.Id, out var work)) await Do(job, work, stoppingToken);
    }

    private async Task Do(BulkJob job, Work work, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(work.Stop.Token, stopping);
        var id = job.Record.Id;
        try
        {
            work.State = ExportState.Running;
            await using var writer = new BulkWriter(shelf, seal, id);
            BulkReport? report = null;
            if (job.Order.Study is null) await care.Write(job, writer, done => work.Records = done, either.Token);
            else report = await studies.Write(job, writer, done => work.Records = done, either.Token);
            await writer.DisposeAsync();
            End(id, work, job.Record with { State = ExportState.Ready, Files = writer.Files, Report = report, Records = work.Records });
            LogReady(id, writer.Count);
        }
        catch (Exception) when (either.IsCancellationRequested) // also what fails because the files were taken away under it
        {
            LogStopped(id);
        }
        catch (Exception error)
        {
            if (Reason(error) is not { } reason) LogFailed(error, id, reason = "The export failed; the cause stands in the gateway's log.");
            shelf.Empty(id);
            End(id, work, job.Record with { State = ExportState.Failed, Failure = reason });
        }
        if (work.Stop.IsCancellationRequested) shelf.Remove(id);
        _works.TryRemove(id, out _);
    }

    private void End(string id, Work work, BulkRecord record)
    {
        lock (work)
        {
            work.IsOver = true;
            if (!work.Stop.IsCancellationRequested) shelf.Save(Alive(record));
            else shelf.Remove(id);
        }
    }

    /// <summary>Leaves a sign of life; and what has expired is taken away when it is come to.</summary>
    private void Sign()
    {
        try
        {
            _ = shelf.All();
            foreach (var (_, work) in _works)
                lock (work)
                    if (!work.IsOver && !work.Stop.IsCancellationRequested) shelf.Save(Alive(work.Record with { State = work.State, Records = work.Records }));
        }
        catch (IOException error)
        {
            LogNoSign(error);
        }
    }

    private BulkRecord Alive(BulkRecord record) => record with { SeenAt = time.GetUtcNow(), ExpiresAt = time.GetUtcNow() + options.KeptFor };

    private static string? Reason(Exception error) => error switch
    {
        AnonymityRefusedException or StudyRefusedException => error.Message,
        AuditUnavailableException => "The audit trail cannot be written, so nothing is given.",
        VaultException => "The identity vault cannot be asked, or there is none.",
        _ => null,
    };

    private sealed class Work(BulkRecord record)
    {
        public BulkRecord Record => record;

        public CancellationTokenSource Stop { get; } = new();

        public ExportState State { get; set; } = ExportState.Queued;

        public long Records { get; set; }

        public bool IsOver { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Bulk export {Id} is ready: {Count} resources")]
    private partial void LogReady(string id, long count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Bulk export {Id} was stopped")]
    private partial void LogStopped(string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Bulk export {Id} failed: {Reason}")]
    private partial void LogFailed(Exception error, string id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The folder of bulk exports cannot be written to; it is tried again")]
    private partial void LogNoSign(Exception error);
}
