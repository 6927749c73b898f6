using TwinGrid.Watch;

namespace TwinGrid.Gateway.Pages.Ward;

/// <summary>
/// Follows every watch desk for all pages of this gateway: one long poll a desk, however many pages are open. Where a desk does not answer it says so in
/// the book and tries again.
/// </summary>
internal sealed partial class DeskFollower(IGrainFactory grains, WardBook book, int deskCount, TimeProvider time, ILogger<DeskFollower> logger) : BackgroundService
{
    private const int EventsAtOnce = 1000;

    /// <summary>How long a desk may keep us waiting for news. Well below Orleans' response timeout of 30 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>News are gathered this long, so that a busy desk is asked twice a second and not a thousand times.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);

    /// <summary>A desk with more twins than are kept at hand is read anew this often.</summary>
    private static readonly TimeSpan ReadAnewAfter = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, deskCount).Select(desk => Follow(desk, stoppingToken)));

    private async Task Follow(int number, CancellationToken stop)
    {
        await Task.Yield(); // the start of the host waits for nobody
        var desk = grains.GetGrain<IWatchDesk>(number);
        var troubled = false;
        while (true)
        {
            try
            {
                await FollowFromNow(desk, number, () =>
                {
                    if (troubled) LogAnswers(number);
                    troubled = false;
                    book.Heard(number, answers: true);
                }, stop);
            }
            catch (Exception error) when (!stop.IsCancellationRequested && error is not OutOfMemoryException)
            {
                if (!troubled) LogSilent(error, number);
                troubled = true;
                book.Heard(number, answers: false);
            }
            await Task.Delay(TryAgainAfter, time, stop);
        }
    }

    /// <summary>Takes the mark first and the rows then, so that nothing that happens in between is lost.</summary>
    private async Task FollowFromNow(IWatchDesk desk, int number, Action answered, CancellationToken stop)
    {
        var mark = (await desk.Events(null, EventsAtOnce, TimeSpan.Zero).WaitAsync(stop)).Next;
        book.Replace(number, await desk.Rows(book.RowsPerDesk).WaitAsync(stop));
        var readAt = time.GetTimestamp();
        answered();
        while (true)
        {
            var page = await desk.Events(mark, EventsAtOnce, Patience).WaitAsync(stop);
            mark = page.Next;
            answered();
            if (page.Missed || (book.IsPartial(number) && time.GetElapsedTime(readAt) > ReadAnewAfter))
            {
                book.Replace(number, await desk.Rows(book.RowsPerDesk).WaitAsync(stop));
                readAt = time.GetTimestamp();
            }
            else
            {
                book.Apply(number, page.Events);
            }
            if (page.Events.Count > 0) await Task.Delay(Gathering, time, stop);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watch desk {Desk} does not answer; trying again every second")]
    private partial void LogSilent(Exception error, int desk);

    [LoggerMessage(Level = LogLevel.Information, Message = "Watch desk {Desk} answers again")]
    private partial void LogAnswers(int desk);
}
