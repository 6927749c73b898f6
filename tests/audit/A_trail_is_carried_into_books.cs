using TwinGrid.Access;

namespace TwinGrid.Audit.Tests;

public sealed class A_trail_is_carried_into_books : IDisposable
{
    private readonly Trails _trails = new();

    public void Dispose() => _trails.Dispose();

    [Fact]
    public async Task what_stands_in_it_is_read_back_as_it_was_recorded()
    {
        using var trail = _trails.Open();
        await Trails.Write(trail, Trails.Entry());
        await Trails.Write(trail, Trails.Entry(2, Operation.Query, permitted: false) with { Route = "GET /v1/twins" });
        var read = new TrailTail(_trails.Folder, "g1").Read(10);
        read.Select(entry => entry.Twins.Single()).ShouldBe(["7f3a9c", "7f3a9c"]);
        var (given, refused) = (read[0].Note, read[1].Note);
        (given with { Data = [], Models = [] }).ShouldBe(new AccessNote(
            "g1", 0, _trails.Time.GetUtcNow(), "dr-5", "clinician", "ward-app", "care", "GET /v1/twins/{id}/forecast", given.Data, true, "consent-permits", "c1 3", given.Models) with { Data = [], Models = [] });
        given.Data.ShouldBe(["vitals", "forecasts"]);
        given.Models.ShouldBe(["uva-padova-t1/1"]);
        (refused.Index, refused.Given, refused.Ground, refused.What).ShouldBe((1, false, "consent-denies", "GET /v1/twins"));
    }

    [Fact]
    public async Task what_is_at_hand_is_what_stands_in_it()
    {
        using var trail = _trails.Open(new AuditOptions { SegmentBytes = 4096 });
        await Trails.Write(trail, Trails.Entry());
        var tail = new TrailTail(_trails.Folder, "g1");
        tail.Read(1); // the first is read from the file; from there on its index is known
        tail.Remember(tail.Place);
        foreach (var operation in Enum.GetValues<Operation>())
            foreach (var purpose in Enum.GetValues<Purpose>())
                foreach (var ground in Enum.GetValues<AccessGround>())
                    await Trails.Write(
                        trail,
                        Trails.Entry(7, operation) with
                        {
                            Purpose = purpose, Caller = new Caller("a-1", (Role)((int)ground % 6), (int)ground % 3 == 0 ? "" : "app"), Data = (DataClass)(1 << (int)purpose), Succeeded = purpose != Purpose.Care,
                            Twins = (int)ground % 5 == 0 ? [] : Trails.Entry().Twins, ModelVersions = [], Decision = new AccessDecision(true, ground, (int)ground % 2 == 0 ? null : "c9", (int)ground),
                        });
        var (written, atHand) = (new TrailTail(_trails.Folder, "g1").Read(10_000), new TrailTail(_trails.Folder, "g1", trail.Recent).Read(10_000));
        atHand.Count.ShouldBe(written.Count);
        string[] none = [];
        foreach (var (one, other) in atHand.Zip(written))
        {
            one.Twins.ShouldBe(other.Twins);
            one.Note.Data.ShouldBe(other.Note.Data);
            (one.Note with { Data = none, Models = none }).ShouldBe(other.Note with { Data = none, Models = none });
        }
    }

    [Fact]
    public async Task what_is_no_longer_at_hand_is_read_from_it()
    {
        using var trail = _trails.Open(new AuditOptions { SegmentBytes = 4096 });
        var few = new RecentEntries(capacity: 3);
        for (var i = 0; i < 9; i++) await Trails.Write(trail, Trails.Entry(i));
        foreach (var entry in trail.Recent.Take(0, 100)) few.Add(entry);
        var tail = new TrailTail(_trails.Folder, "g1", few);
        tail.Read(4).Select(entry => entry.Note.Index).ShouldBe([0L, 1, 2, 3], "they are read from the file: the place alone is known");
        tail.Remember(tail.Place);
        var again = new TrailTail(_trails.Folder, "g1", few);
        again.Read(2).Select(entry => entry.Note.Index).ShouldBe([4L, 5], "of these nothing is at hand");
        again.Remember(again.Place);
        var third = new TrailTail(_trails.Folder, "g1", few);
        third.Read(100).Select(entry => entry.Note.Index).ShouldBe([6L, 7, 8]);
        third.Remember(third.Place);
        await Trails.Write(trail, Trails.Entry(9));
        new TrailTail(_trails.Folder, "g1", few).Read(100).ShouldHaveSingleItem().Note.Index.ShouldBe(9, "it stands behind the place that was at hand");
    }

    [Fact]
    public async Task it_goes_on_where_it_was_remembered_over_several_files()
    {
        using var trail = _trails.Open(new AuditOptions { SegmentBytes = 4096 });
        for (var i = 0; i < 10; i++) await Trails.Write(trail, Trails.Entry(i));
        var first = new TrailTail(_trails.Folder, "g1");
        first.Read(4).Select(entry => entry.Note.Index).ShouldBe([0L, 1, 2, 3]);
        first.Remember(first.Place);
        new TrailTail(_trails.Folder, "g1").Read(4).Select(entry => entry.Note.Index).ShouldBe([4L, 5, 6, 7]); // and not remembered: it died
        var again = new TrailTail(_trails.Folder, "g1");
        again.Read(100).Select(entry => entry.Note.Index).ShouldBe([4L, 5, 6, 7, 8, 9]);
        again.Remember(again.Place);
        await Trails.Write(trail, Trails.Entry(10));
        new TrailTail(_trails.Folder, "g1").Read(100).ShouldHaveSingleItem().Note.Index.ShouldBe(10);
    }
}
