using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Storage;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Grains.Tests.Saving;

public sealed class Rows_are_saved_one_by_one
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FailingStore _store = new();
    private readonly Said _log = new();
    private readonly Serializer<Appointment> _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<Appointment>>();

    [Fact]
    public async Task and_what_did_not_change_is_not_written_again()
    {
        var rows = Rows();
        for (var i = 0; i < 1000; i++) Put(rows, $"t{i}", i);
        await rows.Durable();
        Put(rows, "t7", 70);
        rows.Remove("t8");
        await rows.Durable();
        await rows.Durable();
        _store.Writes.ShouldBe(1002);
        (await Stored()).ShouldSatisfyAllConditions(
            stored => stored.Count.ShouldBe(999), stored => stored["t7"].ShouldBe(Noon.AddMinutes(70)), stored => stored.ShouldNotContainKey("t8"));
    }

    [Fact]
    public async Task and_go_on_from_where_another_activation_left_them()
    {
        var first = Rows();
        Put(first, "a", 1);
        await first.Durable();
        var second = Rows();
        await second.Load(_ => { }, default);
        Put(second, "a", 2);
        await second.Durable();
        Put(first, "a", 3);
        await Should.ThrowAsync<StaleSnapshotException>(() => first.Durable());
        (await Stored())["a"].ShouldBe(Noon.AddMinutes(2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task and_a_failure_of_the_store_loses_none_whether_it_had_written_or_not(bool wrote)
    {
        var rows = Rows();
        Put(rows, "a", 1);
        Put(rows, "b", 1);
        await rows.Durable();
        (_store.Fails, _store.WritesBeforeItFails) = (true, wrote);
        Put(rows, "a", 2);
        rows.Remove("b");
        Put(rows, "c", 2);
        await Should.ThrowAsync<StorageException>(() => rows.Durable());
        _store.Fails = false;
        Put(rows, "c", 3);
        await rows.Durable();
        var stored = await Stored();
        stored.Keys.Order(StringComparer.Ordinal).ShouldBe(["a", "c"]);
        (stored["a"], stored["c"]).ShouldBe((Noon.AddMinutes(2), Noon.AddMinutes(3)));
    }

    [Fact]
    public async Task and_one_that_is_refused_for_ever_holds_up_no_other_and_is_written_when_it_changes()
    {
        var rows = Rows();
        Put(rows, "a", 1);
        Put(rows, "b", 1);
        _store.Refuses = "b";
        await rows.Durable();
        Put(rows, "c", 1);
        await rows.Durable();
        (await Stored()).Keys.Order(StringComparer.Ordinal).ShouldBe(["a", "c"]);
        _log.Lines.ShouldHaveSingleItem().ShouldContain("appointment/3/b");

        _store.Refuses = null;
        Put(rows, "b", 2);
        await rows.Durable();
        (await Stored())["b"].ShouldBe(Noon.AddMinutes(2));
    }

    private SavedRows<Appointment> Rows() => new(_store, _serializer, "appointment/3", _log);

    private static void Put(SavedRows<Appointment> rows, string key, int minute) => rows.Put(key, new Appointment(key, Noon.AddMinutes(minute)));

    private async Task<Dictionary<string, DateTimeOffset>> Stored()
    {
        var found = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await Rows().Load(row => found.Add(row.Twin, row.Due), default);
        return found;
    }

    /// <summary>A store whose answers get lost, after or before it wrote.</summary>
    private sealed class FailingStore : ISnapshotStore
    {
        private readonly MemorySnapshots _inner = new();

        public bool Fails { get; set; }

        public bool WritesBeforeItFails { get; set; }

        /// <summary>Key of a row that is refused; null for none.</summary>
        public string? Refuses { get; set; }

        public int Writes { get; private set; }

        public Task<Snapshot?> Load(string kind, string key, CancellationToken cancel) => _inner.Load(kind, key, cancel);

        public Task<long> Save(string kind, string key, long expectedVersion, ReadOnlyMemory<byte> state, CancellationToken cancel) =>
            key == Refuses ? throw new RowRefusedException("The storage refuses this row.") : Write(() => _inner.Save(kind, key, expectedVersion, state, cancel));

        public Task Remove(string kind, string key, long expectedVersion, CancellationToken cancel) => Write(async () =>
        {
            await _inner.Remove(kind, key, expectedVersion, cancel);
            return 0L;
        });

        public Task<IReadOnlyList<Snapshot>> Page(string kind, string afterKey, int limit, CancellationToken cancel) => _inner.Page(kind, afterKey, limit, cancel);

        public Task<IReadOnlyList<string>> Keys(string kind, string afterKey, int limit, CancellationToken cancel) => _inner.Keys(kind, afterKey, limit, cancel);

        private async Task<long> Write(Func<Task<long>> write)
        {
            if (Fails && !WritesBeforeItFails) throw new StorageException("The storage is away.");
            var version = await write();
            Writes++;
            return Fails ? throw new StorageException("The answer was lost.") : version;
        }
    }

    /// <summary>What was said in the log.</summary>
    private sealed class Said : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
