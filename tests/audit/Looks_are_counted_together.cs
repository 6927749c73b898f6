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

    [Fact]
    public void only_where_they_are_of_one_kind_and_one_hour()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 20, 0, TimeSpan.Zero);
        var note = new AccessNote("g1", 0, at, "dr-5", "clinician", "ward-app", "care", "GET /v1/twins/{id}", ["vitals", "forecasts"], true, "consent-permits", "c1 3", ["heart/1"]);
        AccessNote[] others =
        [
            note with { At = at.AddHours(1) }, note with { By = "dr-6" }, note with { Role = "operator" }, note with { Client = "other" }, note with { Purpose = "emergency" }, note with { What = "GET /v1/alerts" },
            note with { Data = ["vitals"] }, note with { Given = false }, note with { Ground = "care-team" }, note with { Consent = "c1 4" }, note with { Consent = null },
        ];
        var gathered = new GatheredAccesses(newFrom: 0, new HashSet<AccessKind>());
        AccessNote[] all = [note, .. others, note with { Shard = "g1", At = at.AddMinutes(5), Data = ["vitals", "forecasts"], Models = ["lung/2"] }];
        for (var index = 0; index < all.Length; index++) gathered.Take(["ann"], all[index] with { Index = index }, isRefused: false);
        gathered.Take(["bob"], note with { Index = all.Length }, isRefused: false);

        var told = gathered.TakeAll().Books.ToDictionary(book => book.Key, book => book.ToList(), StringComparer.Ordinal);
        told["bob"].ShouldHaveSingleItem().Repeats.ShouldBeNull();
        told["ann"].Select(one => one.Repeats?.Times ?? 1).ShouldBe([2, .. others.Select(_ => 1)]);
        told["ann"][0].Repeats.ShouldBe(new AccessRepeats(2, at.AddMinutes(5), all.Length - 1));
        told["ann"][0].Models.ShouldBe(["heart/1", "lung/2"]);
        told["ann"].Select(one => one.RowKey).Distinct(StringComparer.Ordinal).Count().ShouldBe(1 + others.Length);
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
