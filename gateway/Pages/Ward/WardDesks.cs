using TwinGrid.Erasure;
using TwinGrid.Gateway.Api.Events;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Pages.Ward;

/// <summary>Keeps the book of the ward from what the desks say.</summary>
internal sealed class WardDesks(WardBook book, Desks desks, IErasedTwins erased, TimeProvider time) : IDeskListener
{
    /// <summary>A desk with more twins than are kept at hand is read anew this often.</summary>
    private static readonly TimeSpan ReadAnewAfter = TimeSpan.FromSeconds(30);

    private readonly long[] _readAt = new long[desks.Count];

    public async Task Heard(int desk, EventPage page, bool isFirst, CancellationToken stop)
    {
        // The mark of the page was taken before the rows are read: what happens in between is said again, and nothing is lost.
        if (isFirst || page.Missed || (book.IsPartial(desk) && time.GetElapsedTime(_readAt[desk]) > ReadAnewAfter))
        {
            book.Replace(desk, await desks[desk].Rows(book.RowsPerDesk).WaitAsync(stop));
            _readAt[desk] = time.GetTimestamp();
        }
        else
        {
            book.Apply(desk, [.. page.Events.Where(happened => (happened.Twin?.TwinId ?? happened.Alert?.TwinId) is not { } twin || !erased.Contains(twin.Value))]);
        }
        book.Heard(desk, answers: true);
    }

    public void Unreachable(int desk) => book.Heard(desk, answers: false);

    public void Rested(int desk) => book.Forget(desk);
}
