using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using TwinGrid.Access;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Audit.Tests;

public sealed class Looks_are_counted_together : IDisposable
{
    private readonly Trails _trails = new();
    private readonly ConcurrentQueue<AccessNote> _told = new();
    private readonly IGrainFactory _grains = Substitute.For<IGrainFactory>();
    private int _fails;

    public Looks_are_counted_together()
    {
        var book = Substitute.For<IAccessBook>();
        book.Note(Arg.Any<IReadOnlyList<AccessNote>>()).Returns(call =>
        {
            foreach (var note in call.Arg<IReadOnlyList<AccessNote>>()) _told.Enqueue(note);
            return Interlocked.Decrement(ref _fails) >= 0 ? Task.FromException(new IOException("no room")) : Task.CompletedTask;
        });
        _grains.GetGrain<IAccessBook>(Arg.Any<string>(), Arg.Any<string>()).Returns(book);
    }

    public void Dispose() => _trails.Dispose();

    [Fact]
    public async Task before_a_book_is_told_and_each_is_told_once()
    {
        using var trail = _trails.Open();
        await Record(trail, 2); // before the bookkeeper came: somebody may have told the book
        using var bookkeeper = new AccessBookkeeper(trail, new AuditOptions(), _grains, _trails.Time, NullLogger<AccessBookkeeper>.Instance);
        await bookkeeper.StartAsync(CancellationToken.None);
        await Told(1);
        await Record(trail, 40);
        await Told(41);
        await bookkeeper.StopAsync(CancellationToken.None);

        Times().ShouldBe(42);
        _told.Count.ShouldBeLessThan(42);
        _told.SelectMany(note => new[] { note.Index, note.Repeats?.LastIndex ?? note.Index }).ShouldBeInOrder();
    }

    [Fact]
    public async Task the_first_is_in_the_book_soon_and_those_like_it_are_told_in_one_later()
    {
        using var trail = _trails.Open();
        using var bookkeeper = new AccessBookkeeper(trail, new AuditOptions { BooksSeconds = 600 }, _grains, _trails.Time, NullLogger<AccessBookkeeper>.Instance);
        await bookkeeper.StartAsync(CancellationToken.None);
        await Record(trail, 1);
        await Told(trail, 0, TimeSpan.FromSeconds(10));
        await Record(trail, 25);
        await Told(trail, 25, TimeSpan.FromMinutes(10));
        await bookkeeper.StopAsync(CancellationToken.None);

        _told.Select(note => note.Repeats?.Times ?? 1).ShouldBe([1, 25]);
    }

    [Fact]
    public async Task but_one_by_one_where_a_book_was_told_some_and_lost_its_store()
    {
        using var trail = _trails.Open();
        using var bookkeeper = new AccessBookkeeper(trail, new AuditOptions(), _grains, _trails.Time, NullLogger<AccessBookkeeper>.Instance);
        await bookkeeper.StartAsync(CancellationToken.None);
        _fails = 1;
        await Record(trail, 10);
        await Told(9);
        await Eventually.Holds(() => IsToldSinglyUpTo(9), TimeSpan.FromMinutes(1), () => "what was lost is not told again");
        await bookkeeper.StopAsync(CancellationToken.None);
    }

    private bool IsToldSinglyUpTo(long last)
    {
        _trails.Time.Advance(TimeSpan.FromSeconds(1));
        return Enumerable.Range(0, (int)last + 1).All(index => _told.Any(note => note.Index == index && note.Repeats is null));
    }

    private async Task Record(AuditTrail trail, int looks)
    {
        for (var i = 0; i < looks; i++) await trail.Record(Trails.Entry(), CancellationToken.None);
    }

    private Task Told(long upTo) => Eventually.Holds(
        () =>
        {
            _trails.Time.Advance(TimeSpan.FromSeconds(1));
            return _told.Any(note => (note.Repeats?.LastIndex ?? note.Index) >= upTo);
        },
        TimeSpan.FromMinutes(1), () => $"{_told.Count} were told");

    /// <summary>Told when so much time has passed since, and no more.</summary>
    private Task Told(AuditTrail trail, long upTo, TimeSpan after)
    {
        trail.TryCarry().ShouldBeTrue();
        _trails.Time.Advance(after);
        return Eventually.Holds(() => _told.Any(note => (note.Repeats?.LastIndex ?? note.Index) >= upTo), TimeSpan.FromMinutes(1), () => $"{_told.Count} were told");
    }

    private int Times() => _told.Sum(note => note.Repeats?.Times ?? 1);
}
