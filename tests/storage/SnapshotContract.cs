using System.Text;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Storage.Tests;

public abstract class SnapshotContract(IStorageUnderTest underTest) : TwinStorageContract(underTest)
{
    private ISnapshotStore Store => Storage.Snapshots;

    [SkippableFact]
    public async Task what_was_never_saved_is_absent() => (await Store.Load("twin", "ann", default)).ShouldBeNull();

    [SkippableFact]
    public async Task a_state_is_loaded_as_it_was_saved_last()
    {
        (await Store.Save("twin", "ann", 0, "one"u8.ToArray(), default)).ShouldBe(1);
        (await Store.Save("twin", "ann", 1, "two"u8.ToArray(), default)).ShouldBe(2);
        (await Store.Save("heart", "ann", 0, "beat"u8.ToArray(), default)).ShouldBe(1);

        var snapshot = (await Store.Load("twin", "ann", default))!;
        (snapshot.Kind, snapshot.Key, snapshot.Version, Encoding.UTF8.GetString(snapshot.State)).ShouldBe(("twin", "ann", 2, "two"));
        (await Store.Load("heart", "ann", default))!.State.ShouldBe("beat"u8.ToArray());
    }

    [SkippableFact]
    public async Task an_empty_and_a_large_state_are_kept()
    {
        var large = Enumerable.Range(0, 3_000_000).Select(i => (byte)i).ToArray();
        await Store.Save("twin", "empty", 0, Array.Empty<byte>(), default);
        await Store.Save("twin", "large", 0, large, default);
        (await Store.Load("twin", "empty", default))!.State.ShouldBeEmpty();
        (await Store.Load("twin", "large", default))!.State.AsSpan().SequenceEqual(large).ShouldBeTrue();
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task a_stale_save_is_refused_by_name_and_changes_nothing(long expected)
    {
        await Store.Save("twin", "ann", 0, "one"u8.ToArray(), default);
        await Store.Save("twin", "ann", 1, "two"u8.ToArray(), default);
        (await Should.ThrowAsync<StaleSnapshotException>(() => Store.Save("twin", "ann", expected, "late"u8.ToArray(), default))).ShouldSatisfyAllConditions(
            refusal => refusal.Message.ShouldContain("twin/ann"), refusal => refusal.Expected.ShouldBe(expected), refusal => refusal.Stored.ShouldBe(2));
        (await Store.Load("twin", "ann", default))!.State.ShouldBe("two"u8.ToArray());
    }

    [SkippableFact]
    public async Task versions_of_one_grain_that_race_in_one_batch_go_on_from_each_other_and_the_stale_one_is_named()
    {
        var saves = new[] { 0, 1, 1, 2, 0, 3 }.Select((expected, i) => Store.Save("twin", "ann", expected, new[] { (byte)i }, default)).ToList();
        var gone = Store.Save("twin", "ben", 4, "never saved"u8.ToArray(), default);
        await Should.ThrowAsync<StaleSnapshotException>(() => Task.WhenAll(saves));
        saves.Select(save => save.IsCompletedSuccessfully).ShouldBe([true, true, false, true, false, true]);
        (await Should.ThrowAsync<StaleSnapshotException>(saves[4])).Stored.ShouldNotBeNull().ShouldBeGreaterThan(0);
        (await Should.ThrowAsync<StaleSnapshotException>(gone)).ShouldSatisfyAllConditions(refusal => refusal.Message.ShouldContain("twin/ben"), refusal => refusal.Stored.ShouldBe(0));
        (await Store.Load("twin", "ann", default))!.ShouldSatisfyAllConditions(s => s.Version.ShouldBe(4), s => s.State.ShouldBe([(byte)5]));
    }

    [SkippableFact]
    public async Task what_is_taken_away_is_gone_and_may_come_again()
    {
        await Store.Save("twin", "ann", 0, "one"u8.ToArray(), default);
        await Should.ThrowAsync<StaleSnapshotException>(() => Store.Remove("twin", "ann", 2, default));
        await Store.Remove("twin", "ann", 1, default);
        (await Store.Load("twin", "ann", default)).ShouldBeNull();
        (await Should.ThrowAsync<StaleSnapshotException>(() => Store.Remove("twin", "ann", 1, default))).Stored.ShouldBe(0);
        Task[] together = [Store.Save("twin", "ann", 0, "two"u8.ToArray(), default), Store.Remove("twin", "ann", 1, default), Store.Save("twin", "ann", 0, "three"u8.ToArray(), default)];
        await Task.WhenAll(together);
        (await Store.Load("twin", "ann", default))!.ShouldSatisfyAllConditions(s => s.Version.ShouldBe(1), s => s.State.ShouldBe("three"u8.ToArray()));
    }

    [SkippableFact]
    public async Task states_of_a_kind_come_page_by_page()
    {
        for (var i = 0; i < 7; i++) await Store.Save("desk-row/1", $"t{i}", 0, new[] { (byte)i }, default);
        await Store.Save("desk-row/1", "t3", 1, "new"u8.ToArray(), default);
        await Store.Save("desk-row/10", "t1", 0, "another desk's"u8.ToArray(), default);
        var first = await Store.Page("desk-row/1", "", 4, default);
        var rest = await Store.Page("desk-row/1", first[^1].Key, 4, default);
        first.Concat(rest).Select(one => (one.Kind, one.Key, one.Version)).ShouldBe(Enumerable.Range(0, 7).Select(i => ("desk-row/1", $"t{i}", i == 3 ? 2L : 1L)));
        first[3].State.ShouldBe("new"u8.ToArray());
    }

    [SkippableFact]
    public async Task of_many_activations_that_save_the_same_version_one_wins()
    {
        var saves = Enumerable.Range(0, 50).Select(i => Store.Save("twin", "ann", 0, new[] { (byte)i }, default)).ToList();
        await Should.ThrowAsync<StaleSnapshotException>(() => Task.WhenAll(saves));
        var winner = saves.FindIndex(save => save.IsCompletedSuccessfully);
        saves.Count(save => save.IsCompletedSuccessfully).ShouldBe(1);
        saves.Where((_, i) => i != winner).ShouldAllBe(save => save.Exception!.InnerException is StaleSnapshotException);
        (await Store.Load("twin", "ann", default))!.State.ShouldBe([(byte)winner]);
    }

    [SkippableFact]
    public async Task thousands_at_once_are_all_saved_whatever_becomes_of_their_batch_mates()
    {
        await Store.Save("twin", "taken", 0, "first"u8.ToArray(), default);
        await UnderTest.Execute(UnderTest.Refuse("snapshot", "new.key = 'poison'"));
        var stale = Store.Save("twin", "taken", 0, "late"u8.ToArray(), default);
        var saves = Enumerable.Range(0, 1500).Select(i => Store.Save("twin", $"t{i}", 0, BitConverter.GetBytes(i), default)).ToList();
        var poison = Store.Save("twin", "poison", 0, "x"u8.ToArray(), default);
        saves.AddRange(Enumerable.Range(1500, 1500).Select(i => Store.Save("twin", $"t{i}", 0, BitConverter.GetBytes(i), default)));

        await Should.ThrowAsync<StaleSnapshotException>(stale);
        (await Should.ThrowAsync<StorageException>(poison)).Message.ShouldContain("poison");
        (await Task.WhenAll(saves)).ShouldAllBe(version => version == 1);
        for (var i = 0; i < 3000; i += 7) (await Store.Load("twin", $"t{i}", default))!.State.ShouldBe(BitConverter.GetBytes(i));
    }

    [SkippableFact]
    public async Task a_grain_may_save_again_before_the_first_save_is_done()
    {
        var saves = Enumerable.Range(0, 20).Select(i => Store.Save("twin", "ann", i, new[] { (byte)i }, default)).ToList();
        (await Task.WhenAll(saves)).ShouldBe(Enumerable.Range(1, 20).Select(i => (long)i));
        (await Store.Load("twin", "ann", default))!.ShouldSatisfyAllConditions(s => s.Version.ShouldBe(20), s => s.State.ShouldBe([(byte)19]));
    }

    [SkippableFact]
    public async Task the_caller_may_reuse_its_buffer_at_once()
    {
        var buffer = "before"u8.ToArray();
        var save = Store.Save("twin", "ann", 0, buffer, default);
        Array.Clear(buffer);
        await save;
        (await Store.Load("twin", "ann", default))!.State.ShouldBe("before"u8.ToArray());
    }

    [SkippableFact]
    public async Task a_short_queue_makes_callers_wait_and_loses_none()
    {
        await Reopen(options => options with { WaitingWrites = 2, RowsPerCommit = 2 });
        var saves = Enumerable.Range(0, 200).Select(i => Store.Save("twin", $"t{i}", 0, new byte[] { 1 }, default));
        (await Task.WhenAll(saves).WaitAsync(Patience)).Length.ShouldBe(200);
        (await Store.Keys("twin", "", 1000, default)).Count.ShouldBe(200);
    }

    [SkippableFact]
    public async Task keys_come_in_ordinal_order_page_by_page()
    {
        string[] keys = ["Zoe", "_x", "a", "a-b", "aB", "ab", "b.1", "ä", "0"];
        foreach (var key in keys) await Store.Save("twin", key, 0, new byte[] { 1 }, default);
        await Store.Save("heart", "not-a-twin", 0, new byte[] { 1 }, default);
        var first = await Store.Keys("twin", "", 4, default);
        var rest = await Store.Keys("twin", first[^1], 100, default);
        first.Concat(rest).ShouldBe(keys.Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task what_was_saved_is_there_when_the_storage_is_opened_again()
    {
        await Store.Save("twin", "ann", 0, "one"u8.ToArray(), default);
        await Reopen();
        (await Store.Save("twin", "ann", 1, "two"u8.ToArray(), default)).ShouldBe(2);
    }

    [SkippableFact]
    public async Task what_waits_when_the_storage_closes_is_saved()
    {
        foreach (var i in Enumerable.Range(0, 300)) await ThrowawayKeys.All.ForWriting(Patients.TwinId.Parse($"t{i}"), default); // a key that must be made first is another wait
        var saves = Enumerable.Range(0, 300).Select(i => Store.Save("twin", $"t{i}", 0, new byte[] { 1 }, default)).ToList();
        await Reopen();
        await Task.WhenAll(saves);
        (await Store.Keys("twin", "", 1000, default)).Count.ShouldBe(300);
    }

    [SkippableFact]
    public async Task a_failing_database_fails_the_save_and_the_next_one_succeeds()
    {
        await UnderTest.Execute("alter table snapshot rename to lost");
        await Should.ThrowAsync<StorageException>(() => Store.Save("twin", "ann", 0, "one"u8.ToArray(), default));
        await UnderTest.Execute("alter table lost rename to snapshot");
        (await Store.Save("twin", "ann", 0, "one"u8.ToArray(), default)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task a_newer_schema_is_refused()
    {
        await UnderTest.Execute("insert into schema_version (room, version, name, applied_at) values ('storage', 999, 'from the future', '2030-01-01')");
        (await Should.ThrowAsync<StorageException>(() => Open())).Message.ShouldContain("newer TwinGrid");
    }
}
