using System.Collections.Concurrent;
using System.Threading.Channels;
using TwinGrid.Access;
using TwinGrid.Disclosure.Anonymity;
using TwinGrid.Vault;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>Takes orders for exports and works on them one after the other. What was not finished when a gateway ended is failed when it starts again.</summary>
internal sealed partial class ExportDesk(ExportShelf shelf, ExportOptions options, ExportWork work, TimeProvider time, ILogger<ExportDesk> logger) : BackgroundService
{
    private const int MostWaiting = 16, MostKept = 100;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(5);

    private readonly Channel<ExportJob> _orders = Channel.CreateBounded<ExportJob>(MostWaiting);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _stops = new(StringComparer.Ordinal);

    private static string ThisGateway => Environment.MachineName;

    /// <summary>Takes an order; null when too many wait, or are kept.</summary>
    public ExportRecord? Take(string study, ExportOrder order, Caller caller, string requestId)
    {
        if (shelf.Count >= MostKept) return null;
        var record = new ExportRecord(ExportShelf.NewId(), study, order, ExportState.Queued, caller.Subject, time.GetUtcNow(), null, null, null, null) { Gateway = ThisGateway };
        shelf.Save(record);
        _stops[record.Id] = new CancellationTokenSource();
        if (_orders.Writer.TryWrite(new ExportJob(record, caller, requestId))) return record;
        Remove(record.Id);
        return null;
    }

    /// <summary>Takes an export away, and stops the work on it.</summary>
    public void Remove(string id)
    {
        if (_stops.TryRemove(id, out var stop)) stop.Cancel();
        shelf.Remove(id);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var left in shelf.All().Where(record => record.State is ExportState.Queued or ExportState.Running && record.Gateway == ThisGateway))
        {
            shelf.Empty(left.Id); // half a file
            shelf.Save(Done(left with { State = ExportState.Failed, Failure = "The gateway ended while it worked on this. Order it again." }));
        }
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var sweep = time.CreateTimer(_ => _ = shelf.All(), null, SweepEvery, SweepEvery); // what has expired goes when it is come to
        await foreach (var job in _orders.Reader.ReadAllAsync(stoppingToken))
            if (_stops.TryGetValue(job.Record.Id, out var stop)) await Work(job, stop.Token, stoppingToken);
    }

    private async Task Work(ExportJob job, CancellationToken removed, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(removed, stopping);
        var record = job.Record;
        try
        {
            shelf.Save(record = record with { State = ExportState.Running });
            var report = await work.Run(job, either.Token);
            shelf.Save(record = Done(record with { State = ExportState.Ready, Report = report }));
            LogReady(record.Id);
        }
        catch (Exception) when (either.IsCancellationRequested) // also what fails because the files were taken away under it
        {
            LogStopped(record.Id);
        }
        catch (Exception error)
        {
            if (Reason(error) is not { } reason) LogFailed(error, record.Id, reason = "The export failed; the cause stands in the gateway's log.");
            shelf.Empty(record.Id);
            if (!removed.IsCancellationRequested) shelf.Save(Done(record with { State = ExportState.Failed, Failure = reason }));
        }
        if (removed.IsCancellationRequested) shelf.Remove(record.Id);
        if (_stops.TryRemove(record.Id, out var stop)) stop.Dispose();
    }

    private ExportRecord Done(ExportRecord record) => record with { DoneAt = time.GetUtcNow(), ExpiresAt = time.GetUtcNow() + TimeSpan.FromHours(options.KeepHours) };

    private static string? Reason(Exception error) => error switch
    {
        AnonymityRefusedException or StudyRefusedException => error.Message,
        AuditUnavailableException => "The audit trail cannot be written, so nothing is given.",
        VaultException => "The identity vault cannot be asked, or there is none.",
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Export {Id} is ready")]
    private partial void LogReady(string id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Export {Id} was stopped")]
    private partial void LogStopped(string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Export {Id} failed: {Reason}")]
    private partial void LogFailed(Exception error, string id, string reason);
}

/// <summary>An order at work.</summary>
/// <param name="Caller">Who ordered it; stands in the audit trail of every patient whose data leaves.</param>
internal sealed record ExportJob(ExportRecord Record, Caller Caller, string RequestId)
{
    public ExportOrder Order => Record.Order;

    public string Study => Record.Study;
}
