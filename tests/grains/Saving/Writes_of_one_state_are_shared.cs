using TwinGrid.Grains.Saving;

namespace TwinGrid.Grains.Tests.Saving;

public sealed class Writes_of_one_state_are_shared
{
    [Fact]
    public async Task who_asks_during_a_write_waits_for_one_more_and_not_for_one_each()
    {
        var (writes, door) = (0, new TaskCompletionSource());
        var shared = new CoalescedWrite(async () =>
        {
            writes++;
            await door.Task;
        });
        Task[] callers = [shared.Durable(), shared.Durable(), shared.Durable()];
        door.SetResult();
        await Task.WhenAll(callers);
        writes.ShouldBe(2);
    }

    [Fact]
    public async Task a_write_that_is_over_at_once_holds_up_nobody()
    {
        var writes = 0;
        var shared = new CoalescedWrite(() =>
        {
            writes++;
            return Task.CompletedTask;
        });
        for (var i = 0; i < 3; i++) await shared.Durable();
        writes.ShouldBe(3);
    }

    [Fact]
    public async Task a_write_that_fails_at_once_is_tried_again_by_the_next_who_asks()
    {
        var (isAway, writes) = (true, 0);
        var shared = new CoalescedWrite(() =>
        {
            if (isAway) throw new IOException("The database is away.");
            writes++;
            return Task.CompletedTask;
        });
        await Should.ThrowAsync<IOException>(shared.Durable);
        await Should.ThrowAsync<IOException>(shared.Durable);
        isAway = false;
        await shared.Durable();
        writes.ShouldBe(1);
    }
}
