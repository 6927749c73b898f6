using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinGrid.Access;
using TwinGrid.Audit.Events;

namespace TwinGrid.Audit;

/// <summary>
/// Carries what the trail holds into the patients' books, and refusals into their tally, some seconds behind. The trail itself is the queue: what could not be noted is read again, and an entry that
/// comes twice changes nothing.
/// </summary>
public sealed partial class AccessBookkeeper(AuditTrail trail, IGrainFactory grains, TimeProvider time, ILogger<AccessBookkeeper> logger) : BackgroundService
{
    /// <summary>Some seconds of a busy gateway: the more at once, the more looks a row is written for.</summary>
    private const int AtATime = 20_000;

    /// <summary>Few, for whoever reads meanwhile must not wait for it.</summary>
    private const int BooksAtATime = 4;

    /// <summary>Long enough that a busy patient's row is written once for many looks.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>The books are written evenly over so long, and no burst of them holds up one reader in a hundred.</summary>
    private static readonly TimeSpan Spread = Pause * 0.8;

    /// <summary>Grounds of refusals; what was let in and then failed has another.</summary>
    private static readonly FrozenSet<string> Refusals = Enum.GetValues<AccessGround>().Where(ground => ground >= AccessGround.ConsentDenies).Select(BalpCodes.Word).ToFrozenSet(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isSilent = false;
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    while (await Carry(new TrailTail(trail.Folder, trail.Shard, trail.Recent), stoppingToken) == AtATime) { } // what piled up is carried without rest
                    isSilent = false;
                }
                catch (Exception error) when (error is not OperationCanceledException and not OutOfMemoryException)
                {
                    if (!isSilent) LogNotNoted(error);
                    isSilent = true;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the gateway stops; what is left is noted when it starts again
        }
    }

    /// <summary>Notes what follows; how many entries that were.</summary>
    private async Task<int> Carry(TrailTail tail, CancellationToken cancel)
    {
        var entries = await Task.Factory.StartNew(() => tail.Read(AtATime), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default); // not on one of the few threads that answer
        if (entries.Count == 0) return 0;
        var books = entries.Where(entry => entry.Note.Ground != "unknown-twin")
            .SelectMany(entry => entry.Twins.Select(twin => (Twin: twin, entry.Note)))
            .GroupBy(pair => pair.Twin, pair => pair.Note, StringComparer.Ordinal)
            .Chunk(BooksAtATime).ToList();
        using var turns = new PeriodicTimer(TurnOf(books.Count), time);
        for (var i = 0; i < books.Count; i++)
        {
            if (i > 0 && entries.Count < AtATime) await turns.WaitForNextTickAsync(cancel);
            await Task.WhenAll(books[i].Select(book => grains.GetGrain<IAccessBook>(book.Key).Note([.. book])));
        }
        AccessNote[] refused = [.. entries.Where(entry => Refusals.Contains(entry.Note.Ground)).Select(entry => entry.Note)];
        if (refused.Length > 0) await grains.GetGrain<IRefusalTally>(0).Note(refused);
        tail.Remember();
        return entries.Count;
    }

    /// <summary>How long a few books may take, when there are so many times as many.</summary>
    private static TimeSpan TurnOf(int times) => TimeSpan.FromMilliseconds(Math.Clamp(Spread.TotalMilliseconds / Math.Max(times, 1), 1, 50));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Accesses could not be noted in the patients' books; they are noted later")]
    private partial void LogNotNoted(Exception error);
}
