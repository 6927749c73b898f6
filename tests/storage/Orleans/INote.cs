namespace TwinGrid.Storage.Tests;

/// <summary>A grain that keeps a line of text and can have itself reminded.</summary>
[Alias("TwinGrid.Storage.Tests.INote")]
public interface INote : IGrainWithStringKey
{
    [Alias("Keep")] Task Keep(string text);

    [Alias("Text")] Task<string> Text();

    [Alias("Clear")] Task Clear();

    /// <summary>Has itself reminded; says the text its reminders carry.</summary>
    [Alias("Remind")] Task<string[]> Remind(string name);
}

[GenerateSerializer, Alias("TwinGrid.Storage.Tests.NoteState")]
public sealed class NoteState
{
    [Id(0)] public string Text { get; set; } = "";
}

[GrainType("note")]
public sealed class Note([PersistentState("note", "rare")] IPersistentState<NoteState> state) : Grain, INote, IRemindable
{
    public Task Keep(string text)
    {
        state.State.Text = text;
        return state.WriteStateAsync();
    }

    public Task<string> Text() => Task.FromResult(state.State.Text);

    public Task Clear() => state.ClearStateAsync();

    public async Task<string[]> Remind(string name)
    {
        await this.RegisterOrUpdateReminder(name, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        return [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order(StringComparer.Ordinal)];
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}
