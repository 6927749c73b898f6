using TwinGrid.Gateway.Pages.Ward;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Pages.Tests.Ward;

public sealed class The_desks_speak
{
    private readonly WardBook _book = new(deskCount: 2);

    [Fact]
    public void rows_of_all_desks_stand_in_one_list_the_most_urgent_first()
    {
        _book.Replace(0, new WorklistPage([Row("a", 5), Row("b", 1)], 2));
        _book.List.Loaded.ShouldBeFalse();
        _book.Replace(1, new WorklistPage([Row("c", 3)], 1));
        Ids().ShouldBe(["a", "c", "b"]);
        _book.List.Total.ShouldBe(3);
        _book.List.Loaded.ShouldBeTrue();
    }

    [Fact]
    public void an_event_moves_its_row()
    {
        _book.Replace(0, new WorklistPage([Row("a", 5), Row("b", 1)], 2));
        _book.Apply(0, [new DeskEvent(1, null, Row("b", 9)), new DeskEvent(2, null, Row("new", 2))]);
        Ids().ShouldBe(["b", "a", "new"]);
        _book.List.Total.ShouldBe(3);
    }

    [Fact]
    public void a_desk_that_does_not_answer_is_counted_until_it_does()
    {
        _book.Replace(0, new WorklistPage([Row("a", 5)], 1));
        _book.Heard(0, answers: false);
        _book.List.DesksSilent.ShouldBe(1);
        Ids().ShouldBe(["a"]);
        _book.Heard(0, answers: true);
        _book.List.DesksSilent.ShouldBe(0);
    }

    [Fact]
    public void of_many_twins_only_the_most_urgent_are_kept()
    {
        var small = new WardBook(deskCount: 1, rowsAtMost: 2);
        small.Replace(0, new WorklistPage([Row("a", 5), Row("b", 1)], 1000));
        small.Apply(0, [new DeskEvent(1, null, Row("calm", 0)), new DeskEvent(2, null, Row("worse", 9))]);
        small.List.Rows.Select(row => row.TwinId.Value).ShouldBe(["worse", "a"]);
        small.List.Total.ShouldBe(1000);
        small.IsPartial(0).ShouldBeTrue();
    }

    [Fact]
    public async Task a_twins_followers_hear_of_that_twin_only()
    {
        _book.Replace(0, new WorklistPage([Row("a", 5), Row("b", 1)], 2));
        using var enough = new CancellationTokenSource();
        await using var ofA = _book.Changes(TwinId.Parse("a"), enough.Token).GetAsyncEnumerator(enough.Token);
        (await ofA.MoveNextAsync()).ShouldBeTrue(); // at once
        var next = ofA.MoveNextAsync().AsTask();
        _book.Apply(0, [new DeskEvent(1, null, Row("b", 9))]);
        next.IsCompleted.ShouldBeFalse();
        _book.Apply(0, [new DeskEvent(2, null, Row("a", 9))]);
        (await next.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue();
    }

    [Fact]
    public async Task changes_while_a_page_is_busy_are_merged_into_one()
    {
        using var enough = new CancellationTokenSource();
        await using var all = _book.Changes(null, enough.Token).GetAsyncEnumerator(enough.Token);
        await all.MoveNextAsync();
        for (var i = 0; i < 100; i++) _book.Apply(0, [new DeskEvent(i, null, Row("a", i))]);
        (await all.MoveNextAsync()).ShouldBeTrue();
        var another = all.MoveNextAsync().AsTask();
        another.IsCompleted.ShouldBeFalse();
        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(another);
    }

    private static TwinRow Row(string id, double urgency) => new(TwinId.Parse(id), urgency, null, [], null, 0, null, 1, null);

    private IEnumerable<string> Ids() => _book.List.Rows.Select(row => row.TwinId.Value);
}
