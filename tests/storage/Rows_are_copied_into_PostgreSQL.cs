using Npgsql;
using TwinGrid.Storage.PostgreSql;
using TwinGrid.Testbed;

namespace TwinGrid.Storage.Tests;

[Collection(PostgresCollection.Name)]
public sealed class Rows_are_copied_into_PostgreSQL(SharedPostgres postgres) : IAsyncLifetime, IDisposable
{
    private const string Into = "copied (word, small, large, fraction, instant)";
    private static readonly DateTimeOffset Instant = new DateTimeOffset(1969, 12, 31, 23, 59, 58, 123, TimeSpan.FromHours(9)).AddMicroseconds(456);

    private NpgsqlConnection _connection = null!;

    public async Task InitializeAsync()
    {
        _connection = new NpgsqlConnection(await (await postgres.Server()).CreateDatabase());
        await _connection.OpenAsync();
        await Run("create table copied (word text, small smallint, large bigint, fraction double precision, instant timestamptz)");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _connection.Dispose();

    [SkippableFact]
    public async Task every_field_comes_as_it_was_also_across_what_is_sent_together()
    {
        const int Rows = 3_000; // some 180 kB
        using (var copy = new BinaryCopy(_connection, Into))
        {
            for (var i = 0; i < Rows; i++) Write(copy, $"心電図-{i}", (short)-i, long.MinValue + i, 1 / (i + 3.0), Instant.AddMicroseconds(i));
            Write(copy, new string('é', 100_000), short.MaxValue, long.MaxValue, double.Epsilon, Instant);
            copy.Row(5);
            for (var field = 0; field < 5; field++) copy.Null();
            copy.Complete();
        }
        (await Ask("select count(*) from copied")).ShouldBe(Rows + 2L);
        (await Ask("select count(*) from copied where word = '心電図-' || -small and large::numeric + small = -9223372036854775808")).ShouldBe((long)Rows);
        (await Ask("select sum(length(word)) from copied where large > 0")).ShouldBe(100_000L);
        (await Ask("select count(*) from copied where word is null and small is null and large is null and fraction is null and instant is null")).ShouldBe(1L);
        (await Ask("select fraction from copied where small = -1500")).ShouldBe(1 / 1503.0);
        (await Ask("select instant from copied where small = -1500")).ShouldBe(Instant.AddMicroseconds(1500).UtcDateTime);
    }

    [SkippableFact]
    public async Task what_is_no_text_leaves_nothing_and_the_connection_serves_on()
    {
        Should.Throw<ArgumentException>(() =>
        {
            using var copy = new BinaryCopy(_connection, Into);
            Write(copy, "good", 1, 1, 1, Instant);
            Write(copy, "half a \uD83D pair", 2, 2, 2, Instant);
            copy.Complete();
        });
        (await Ask("select count(*) from copied")).ShouldBe(0L);
    }

    [SkippableFact]
    public async Task what_the_server_does_not_take_is_said_with_its_reason_and_the_connection_serves_on()
    {
        await Run("create unique index on copied (small)");
        Should.Throw<PostgresException>(() =>
        {
            using var copy = new BinaryCopy(_connection, Into);
            Write(copy, "one", 1, 1, 1, Instant);
            Write(copy, "again", 1, 1, 1, Instant);
            copy.Complete();
        }).SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
        (await Ask("select count(*) from copied")).ShouldBe(0L);
    }

    private static void Write(BinaryCopy copy, string word, short small, long large, double fraction, DateTimeOffset instant)
    {
        copy.Row(5);
        copy.Write(word);
        copy.Write(small);
        copy.Write(large);
        copy.Write(fraction);
        copy.Write(instant);
    }

    private async Task Run(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> Ask(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return await command.ExecuteScalarAsync();
    }
}
