using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace TwinGrid.Storage.Tests;

/// <summary>What Orleans' providers need of the tables, seen through a real silo.</summary>
public abstract class OrleansTablesContract(IStorageUnderTest underTest) : IAsyncLifetime
{
    private NoteSilo _silo = null!;

    protected StorageOptions Options => underTest.Options;

    private IGrainStorage Store => _silo.Services.GetRequiredKeyedService<IGrainStorage>("rare");

    private IReminderTable Reminders => _silo.Services.GetRequiredService<IReminderTable>();

    public async Task InitializeAsync()
    {
        await underTest.Prepare();
        await OrleansTables.Ensure(Options.Kind, OrleansTables.ConnectionString(Options), CancellationToken.None);
        _silo = await NoteSilo.Start(Options);
    }

    public async Task DisposeAsync()
    {
        if (_silo is not null) await _silo.DisposeAsync();
        await underTest.Remove();
    }

    [SkippableFact]
    public async Task a_grains_state_and_reminders_outlive_its_silo()
    {
        var note = _silo.Grains.GetGrain<INote>("shopping");
        await note.Keep("milk");
        await note.Keep("milk and bread");
        await note.Remind("tomorrow");
        await Restart();

        note = _silo.Grains.GetGrain<INote>("shopping");
        (await note.Text()).ShouldBe("milk and bread");
        (await note.Remind("later")).ShouldBe(["later", "tomorrow"]);
    }

    [SkippableFact]
    public async Task a_cleared_grain_begins_anew_and_can_be_written_again()
    {
        var note = _silo.Grains.GetGrain<INote>("shopping");
        await note.Keep("milk");
        await note.Clear();
        await note.Keep("bread");
        await note.Clear();
        await Restart();
        note = _silo.Grains.GetGrain<INote>("shopping");
        (await note.Text()).ShouldBe("");
        await note.Keep("eggs");
        await Restart();
        (await _silo.Grains.GetGrain<INote>("shopping").Text()).ShouldBe("eggs");
    }

    [SkippableFact]
    public async Task keys_of_every_kind_are_kept_apart()
    {
        GrainId[] ids =
        [
            GrainId.Create(GrainType.Create("note"), GrainIdKeyExtensions.CreateIntegerKey(7)), GrainId.Create(GrainType.Create("note"), GrainIdKeyExtensions.CreateIntegerKey(7, "extended")),
            GrainId.Create(GrainType.Create("note"), GrainIdKeyExtensions.CreateGuidKey(new Guid(7, 0, 0, new byte[8]))), GrainId.Create("note", "seven"), GrainId.Create("note", "eight"),
        ];
        foreach (var id in ids) await Store.WriteStateAsync("state", id, State(id.ToString()));
        foreach (var id in ids) (await Load(id)).State!.Text.ShouldBe(id.ToString());
    }

    [SkippableFact]
    public async Task a_second_activation_cannot_overwrite_the_first()
    {
        var id = GrainId.Create("note", "contested");
        var first = State("first");
        await Store.WriteStateAsync("state", id, first);
        var stale = await Load(id);

        await Should.ThrowAsync<InconsistentStateException>(() => Store.WriteStateAsync("state", id, State("unaware of the first")));
        await Store.WriteStateAsync("state", id, first);
        await Should.ThrowAsync<InconsistentStateException>(() => Store.WriteStateAsync("state", id, stale));
        await Should.ThrowAsync<InconsistentStateException>(() => Store.ClearStateAsync("state", id, stale));

        (await Load(id)).ShouldSatisfyAllConditions(state => state.State!.Text.ShouldBe("first"), state => state.ETag.ShouldBe("2"));
    }

    [SkippableFact]
    public async Task of_many_first_writes_one_wins()
    {
        var id = GrainId.Create("note", "new");
        var writes = Enumerable.Range(0, 10).Select(i => Store.WriteStateAsync("state", id, State($"{i}"))).ToList();
        await Should.ThrowAsync<InconsistentStateException>(() => Task.WhenAll(writes));
        writes.Count(write => write.IsCompletedSuccessfully).ShouldBe(1);
        (await Load(id)).State!.Text.ShouldBe($"{writes.FindIndex(write => write.IsCompletedSuccessfully)}");
    }

    [SkippableFact]
    public async Task a_reminder_is_read_as_it_was_written()
    {
        var id = GrainId.Create("note", "wedding day");
        var start = new DateTime(2031, 5, 6, 7, 8, 9, 10, DateTimeKind.Utc);
        await Reminders.UpsertRow(new ReminderEntry { GrainId = id, ReminderName = "every year", StartAt = start, Period = TimeSpan.FromDays(365) });
        var read = await Reminders.ReadRow(id, "every year");
        (read!.GrainId, read.ReminderName, DateTime.SpecifyKind(read.StartAt, DateTimeKind.Utc), read.Period).ShouldBe((id, "every year", start, TimeSpan.FromDays(365)));
    }

    [SkippableFact]
    public async Task a_reminder_is_removed_only_by_who_read_it_last()
    {
        var id = GrainId.Create("note", "call");
        var entry = new ReminderEntry { GrainId = id, ReminderName = "again", StartAt = new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc), Period = TimeSpan.FromHours(1) };
        var old = await Reminders.UpsertRow(entry);
        var current = await Reminders.UpsertRow(entry);
        current.ShouldNotBe(old, StringComparer.Ordinal);
        (await Reminders.RemoveRow(id, "again", old!)).ShouldBeFalse();
        (await Reminders.RemoveRow(id, "again", current!)).ShouldBeTrue();
        (await Reminders.ReadRow(id, "again")).ShouldBeNull();
    }

    [SkippableFact]
    public async Task every_reminder_is_in_one_of_two_halves_of_the_ring()
    {
        for (var i = 0; i < 60; i++)
            await Reminders.UpsertRow(new ReminderEntry { GrainId = GrainId.Create("note", $"n{i}"), ReminderName = "r", StartAt = new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc), Period = TimeSpan.FromHours(1) });
        var one = await Reminders.ReadRows(0x20000000, 0xA0000000);
        var other = await Reminders.ReadRows(0xA0000000, 0x20000000);
        one.Reminders.Count.ShouldBeInRange(1, 59);
        one.Reminders.Concat(other.Reminders).Select(entry => entry.GrainId).Distinct().Count().ShouldBe(60);
        one.Reminders.ShouldAllBe(entry => entry.GrainId.GetUniformHashCode() > 0x20000000 && entry.GrainId.GetUniformHashCode() <= 0xA0000000);
        (await Reminders.ReadRows(GrainId.Create("note", "n7"))).Reminders.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task preparing_them_again_or_at_once_changes_nothing()
    {
        await _silo.Grains.GetGrain<INote>("shopping").Keep("milk");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => OrleansTables.Ensure(Options.Kind, OrleansTables.ConnectionString(Options), CancellationToken.None))));
        await Restart();
        (await _silo.Grains.GetGrain<INote>("shopping").Text()).ShouldBe("milk");
    }

    private async Task Restart()
    {
        await _silo.DisposeAsync();
        _silo = await NoteSilo.Start(Options);
    }

    private async Task<GrainState<NoteState>> Load(GrainId id)
    {
        var state = new GrainState<NoteState>();
        await Store.ReadStateAsync("state", id, state);
        return state;
    }

    private static GrainState<NoteState> State(string text) => new(new NoteState { Text = text });
}
