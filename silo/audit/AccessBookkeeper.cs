using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinGrid.Access;
using TwinGrid.Audit.Events;

namespace TwinGrid.Audit;

/// <summary>
/// Carries what the trail holds into the patients' books, and refusals into their tally, some seconds behind: what opens a row soon, equal accesses later, so that a busy patient's row is written once for
/// many looks. The trail itself is the queue: what could not be noted is read again, and an entry that comes twice changes nothing.
/// </summary>
public sealed partial class AccessBookkeeper(AuditTrail trail, AuditOptions options, IGrainFactory grains, TimeProvider time, ILogger<AccessBookkeeper> logger) : BackgroundService
{
    /// <summary>Entries read at once, and told one by one at once.</summary>
    private const int AtATime = 20_000;

    /// <summary>Entries after which all is carried before its time: what a start has to read again.</summary>
    private const int AllAtOnce = 100_000;

    /// <summary>So many share a commit: when four did, the many small commits doubled what readers waited.</summary>
    private const int BooksAtATime = 128;

    /// <summary>Short, for what is at hand lies in the way of each collection of garbage.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>How soon a row is opened.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>The commits are spread over so long.</summary>
    private static readonly TimeSpan Spread = Pause * 0.8;

    /// <summary>Grounds of refusals; what was let in and then failed has another.</summary>
    private static readonly FrozenSet<string> Refusals = Enum.GetValues<AccessGround>().Where(ground => ground >= AccessGround.ConsentDenies).Select(BalpCodes.Word).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Index from which on nothing was ever told: what this process records, unless telling it failed.</summary>
    private long _newFrom;
    private TrailTail _tail = null!;
    private GatheredAccesses _gathered = null!;
    private Task _carrying = Task.CompletedTask;
    private long _readTo;

    /// <summary>On a thread of its own, not one of the few that answer; and on one, for to begin another ten times a second held those up too.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Factory.StartNew(() => Keep(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await _carrying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // the gateway stops; what is left is noted when it starts again
    }

    private void Keep(CancellationToken stopping)
    {
        _newFrom = trail.Next;
        Begin();
        var (isSilent, carriedAt, allAt) = (false, time.GetUtcNow() - Pause, time.GetUtcNow());
        while (!stopping.WaitHandle.WaitOne(Look))
        {
            try
            {
                Gather();
                var now = time.GetUtcNow();
                if (!_carrying.IsCompleted || (now - carriedAt < Pause && !IsFull)) continue;
                if (_carrying.Exception?.GetBaseException() is { } failure) throw failure;
                (isSilent, carriedAt) = (false, now);
                if (IsFull || _gathered.HasSingle || now - allAt >= TimeSpan.FromSeconds(options.BooksSeconds)) (_carrying, allAt) = (CarryAll(stopping), now);
                else _carrying = Carry(_gathered.TakeFirst(), stopping);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                if (!isSilent) LogNotNoted(error);
                isSilent = true;
                (_newFrom, _carrying) = (_readTo + 1, Task.CompletedTask);
                Begin();
            }
        }
    }

    /// <summary>Begins where the trail was last remembered to be noted.</summary>
    private void Begin() => (_tail, _gathered) = (new TrailTail(trail.Folder, trail.Shard, trail.Recent), new GatheredAccesses(_newFrom, FrozenSet<AccessKind>.Empty));

    /// <summary>Whether no more is taken in before all is carried.</summary>
    private bool IsFull => _gathered.Entries >= (_gathered.HasSingle ? AtATime : AllAtOnce);

    /// <summary>Takes in what was recorded since.</summary>
    private void Gather()
    {
        if (IsFull) return;
        foreach (var (twins, note) in _tail.Read(AtATime))
        {
            _gathered.Take(twins, note, Refusals.Contains(note.Ground));
            _readTo = note.Index;
        }
    }

    /// <summary>Notes all that was gathered, and remembers that the trail is noted up to here.</summary>
    private async Task CarryAll(CancellationToken cancel)
    {
        var (all, tail, place, isFull) = (_gathered.TakeAll(), _tail, _tail.Place, IsFull);
        _gathered = new GatheredAccesses(_newFrom, _gathered.Kinds);
        await Carry(all, cancel, isFull);
        tail.Remember(place);
    }

    /// <param name="withoutRest">What piled up is not spread over time.</param>
    private async Task Carry(ToldAccesses told, CancellationToken cancel, bool withoutRest = false)
    {
        var books = told.Books.Chunk(BooksAtATime).ToList();
        using var turns = new PeriodicTimer(TurnOf(books.Count), time);
        for (var i = 0; i < books.Count; i++)
        {
            if (i > 0 && !withoutRest) await turns.WaitForNextTickAsync(cancel);
            await Task.WhenAll(books[i].Select(book => grains.GetGrain<IAccessBook>(book.Key).Note([.. book])));
        }
        if (told.Refused.Count > 0) await grains.GetGrain<IRefusalTally>(0).Note(told.Refused);
    }

    /// <summary>How long a few books may take, when there are so many times as many.</summary>
    private static TimeSpan TurnOf(int times) => TimeSpan.FromMilliseconds(Math.Clamp(Spread.TotalMilliseconds / Math.Max(times, 1), 1, 50));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Accesses could not be noted in the patients' books; they are noted later")]
    private partial void LogNotNoted(Exception error);
}
