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
        await trail.Record(Trails.Entry(), CancellationToken.None);
        await trail.Record(Trails.Entry(2, Operation.Query, permitted: false) with { Route = "GET /v1/twins" }, CancellationToken.None);
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
    public async Task it_goes_on_where_it_was_remembered_over_several_files()
    {
        using var trail = _trails.Open(new AuditOptions { SegmentBytes = 4096 });
        for (var i = 0; i < 10; i++) await trail.Record(Trails.Entry(i), CancellationToken.None);
        var first = new TrailTail(_trails.Folder, "g1");
        first.Read(4).Select(entry => entry.Note.Index).ShouldBe([0L, 1, 2, 3]);
        first.Remember();
        new TrailTail(_trails.Folder, "g1").Read(4).Select(entry => entry.Note.Index).ShouldBe([4L, 5, 6, 7]); // and not remembered: it died
        var again = new TrailTail(_trails.Folder, "g1");
        again.Read(100).Select(entry => entry.Note.Index).ShouldBe([4L, 5, 6, 7, 8, 9]);
        again.Remember();
        await trail.Record(Trails.Entry(10), CancellationToken.None);
        new TrailTail(_trails.Folder, "g1").Read(100).ShouldHaveSingleItem().Note.Index.ShouldBe(10);
    }
}
