using TwinGrid.Storage.Checkpoints;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Storage.Tests;

public abstract class CheckpointContract(IStorageUnderTest underTest) : TwinStorageContract(underTest)
{
    private ICheckpointStore Store => Storage.Checkpoints;

    [SkippableFact]
    public async Task a_partition_begins_before_its_first_record() => (await Store.Load(3, default)).ShouldBe(new Checkpoint(3, -1, 0));

    [SkippableFact]
    public async Task a_checkpoint_moves_and_is_found_again()
    {
        var first = await Store.Advance(new Checkpoint(3, -1, 0), 10, default);
        first.ShouldBe(new Checkpoint(3, 10, 1));
        (await Store.Advance(first, 25, default)).ShouldBe(new Checkpoint(3, 25, 2));
        await Store.Advance(new Checkpoint(4, -1, 0), 7, default);
        await Reopen();
        (await Store.Load(3, default)).ShouldBe(new Checkpoint(3, 25, 2));
        (await Store.Load(4, default)).ShouldBe(new Checkpoint(4, 7, 1));
    }

    [SkippableFact]
    public async Task an_overtaken_reader_is_refused()
    {
        var start = await Store.Load(3, default);
        var moved = await Store.Advance(start, 10, default);
        (await Should.ThrowAsync<StaleSnapshotException>(() => Store.Advance(start, 20, default))).ShouldSatisfyAllConditions(
            refusal => refusal.Message.ShouldContain("checkpoint/3"), refusal => refusal.Expected.ShouldBe(0), refusal => refusal.Stored.ShouldBe(1));
        await Should.ThrowAsync<StaleSnapshotException>(() => Store.Advance(moved with { Version = 2 }, 20, default));
        (await Store.Load(3, default)).ShouldBe(moved);
    }

    [SkippableFact]
    public async Task of_two_readers_that_move_it_at_once_one_wins()
    {
        var start = await Store.Load(0, default);
        var moves = Enumerable.Range(0, 10).Select(i => Store.Advance(start, i, default)).ToList();
        await Should.ThrowAsync<StaleSnapshotException>(() => Task.WhenAll(moves));
        var winner = await moves.Single(move => move.IsCompletedSuccessfully);
        (await Store.Load(0, default)).ShouldBe(winner);
    }

    [SkippableFact]
    public async Task a_checkpoint_never_moves_back()
    {
        var moved = await Store.Advance(new Checkpoint(0, -1, 0), 10, default);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.Advance(moved, 9, default));
    }
}
