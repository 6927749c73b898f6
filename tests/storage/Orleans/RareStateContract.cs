using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using TwinGrid.Testbed;

namespace TwinGrid.Storage.Tests;

/// <summary>Rare states by group commit, seen through a real silo; Orleans' tables beside them hold what an older version left.</summary>
public abstract class RareStateContract(IStorageUnderTest underTest) : TwinStorageContract(underTest)
{
    [SkippableFact]
    public async Task what_an_older_version_left_is_read_and_goes_on_by_group_commit()
    {
        await OrleansTables.Ensure(UnderTest.Options.Kind, OrleansTables.ConnectionString(UnderTest.Options), default);
        await using (var older = await NoteSilo.Start(UnderTest.Options))
        {
            await older.Grains.GetGrain<INote>("shopping").Keep("milk");
            await older.Grains.GetGrain<INote>("garden").Keep("water the roses");
            await older.Grains.GetGrain<INote>("old").Keep("done long ago");
        }
        await using (var newer = await NoteSilo.Start(UnderTest.Options, states: Storage.Snapshots))
        {
            (await newer.Grains.GetGrain<INote>("shopping").Text()).ShouldBe("milk");
            await newer.Grains.GetGrain<INote>("shopping").Keep("milk and bread");
            await newer.Grains.GetGrain<INote>("old").Clear();
            (await newer.Grains.GetGrain<INote>("never kept").Text()).ShouldBe("");
        }
        await Reopen();
        await using var again = await NoteSilo.Start(UnderTest.Options, states: Storage.Snapshots);
        (await again.Grains.GetGrain<INote>("shopping").Text()).ShouldBe("milk and bread");
        (await again.Grains.GetGrain<INote>("garden").Text()).ShouldBe("water the roses");
        (await again.Grains.GetGrain<INote>("old").Text()).ShouldBe("", "what was cleared stays cleared");
        (await Storage.Snapshots.Keys("note.note", "", 10, default)).ShouldBe(["old", "shopping"], "what is only read is not copied");
    }

    [SkippableFact]
    public async Task a_second_activation_cannot_overwrite_the_first()
    {
        await OrleansTables.Ensure(UnderTest.Options.Kind, OrleansTables.ConnectionString(UnderTest.Options), default);
        await using var silo = await NoteSilo.Start(UnderTest.Options, states: Storage.Snapshots);
        var store = silo.Services.GetRequiredKeyedService<IGrainStorage>("rare");
        var id = GrainId.Create("note", "contested");
        GrainState<NoteState> first = new(new NoteState { Text = "first" }), stale = new();
        await store.WriteStateAsync("state", id, first);
        await store.ReadStateAsync("state", id, stale);
        (stale.RecordExists, stale.ETag, stale.State!.Text).ShouldBe((true, "1", "first"));

        (await Should.ThrowAsync<InconsistentStateException>(() => store.WriteStateAsync("state", id, new GrainState<NoteState>(new NoteState())))).StoredEtag.ShouldBe("1");
        await store.WriteStateAsync("state", id, first);
        await Should.ThrowAsync<InconsistentStateException>(() => store.WriteStateAsync("state", id, stale));
        await Should.ThrowAsync<InconsistentStateException>(() => store.ClearStateAsync("state", id, stale));
        await store.ClearStateAsync("state", id, first);
        await store.ReadStateAsync("state", id, stale);
        (stale.RecordExists, stale.ETag, stale.State!.Text).ShouldBe((false, "3", ""));
        await store.WriteStateAsync("state", id, stale);
    }
}

public sealed class Rare_states_on_SQLite() : RareStateContract(new SqliteUnderTest());

[Collection(PostgresCollection.Name)]
public sealed class Rare_states_on_PostgreSQL(SharedPostgres postgres) : RareStateContract(new PostgresUnderTest(postgres));
