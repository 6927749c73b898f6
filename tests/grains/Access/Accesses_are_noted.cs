using TwinGrid.Access;
using TwinGrid.Grains.Tests.Bed;

namespace TwinGrid.Grains.Tests.Access;

public sealed class Accesses_are_noted : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TwinBed _bed = new();

    private IAccessBook Anna => _bed.Grains.GetGrain<IAccessBook>("anna");

    public Task InitializeAsync() => _bed.InitializeAsync();

    public Task DisposeAsync() => _bed.DisposeAsync();

    private static AccessNote Note(long index, DateTimeOffset at, string by = "dr-5", string shard = "g1", bool given = true) =>
        new(shard, index, at, by, "clinician", "app", "care", "GET /v1/twins/{id}", ["vitals"], given, given ? "care-team" : "nothing-permits", null, [$"model-{index}"]);

    [Fact]
    public async Task equal_ones_of_an_hour_are_one_row_and_the_newest_hour_comes_first()
    {
        await Anna.Note([Note(0, Noon), Note(1, Noon.AddMinutes(59)), Note(2, Noon.AddMinutes(60)), Note(3, Noon.AddMinutes(61), by: "dr-6"), Note(4, Noon.AddMinutes(62), given: false)]);
        var rows = (await Anna.Read(null, 10)).Rows;
        rows.Select(row => row.First.At.Hour).ShouldBe([13, 13, 13, 12]);
        var noon = rows[^1];
        (noon.Times, noon.First.At, noon.LastAt).ShouldBe((2, Noon, Noon.AddMinutes(59)));
        noon.Models.ShouldBe(["model-0", "model-1"]);
        rows.Count(row => !row.First.Given).ShouldBe(1);
    }

    [Fact]
    public async Task what_comes_again_changes_nothing_even_after_its_silo_was_lost()
    {
        await Anna.Note([Note(0, Noon), Note(1, Noon), Note(0, Noon, shard: "g2")]);
        await _bed.Lose(Anna);
        await Anna.Note([Note(0, Noon), Note(1, Noon), Note(2, Noon), Note(0, Noon, shard: "g2")]);
        (await Anna.Read(null, 10)).Rows.ShouldHaveSingleItem().Times.ShouldBe(4);
    }

    [Fact]
    public async Task one_note_may_stand_for_many_and_counts_once()
    {
        var many = Note(1, Noon.AddMinutes(1)) with { Repeats = new AccessRepeats(5, Noon.AddMinutes(9), 9) };
        await Anna.Note([Note(0, Noon), many]);
        await Anna.Note([many, Note(9, Noon.AddMinutes(9)), Note(10, Noon.AddMinutes(10))]);
        await _bed.Lose(Anna);
        var row = (await Anna.Read(null, 10)).Rows.ShouldHaveSingleItem();
        (row.Times, row.First.At, row.LastAt, row.First.Repeats).ShouldBe((7, Noon, Noon.AddMinutes(10), null));
    }

    [Fact]
    public async Task they_are_read_page_by_page_and_another_patient_has_none_of_them()
    {
        await Anna.Note([.. Enumerable.Range(0, 5).Select(hour => Note(hour, Noon.AddHours(hour)))]);
        var (read, after) = (new List<int>(), (string?)null);
        do
        {
            var page = await Anna.Read(after, 2);
            read.AddRange(page.Rows.Select(row => row.First.At.Hour));
            after = page.Next;
        }
        while (after is not null);
        read.ShouldBe([16, 15, 14, 13, 12]);
        (await _bed.Grains.GetGrain<IAccessBook>("ann").Read(null, 10)).Rows.ShouldBeEmpty();
    }
}
