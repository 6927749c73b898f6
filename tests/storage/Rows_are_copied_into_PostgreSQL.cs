using Npgsql;
using TwinGrid.Storage.PostgreSql;
using TwinGrid.Testbed;

namespace TwinGrid.Storage.Tests;

[Collection(PostgresCollection.Name)]
public sealed class Rows_are_copied_into_PostgreSQL(SharedPostgres postgres) : IAsyncLifetime, IDisposable
{
    private const string Into = "copied (word, number, instant, bytes)";
    private static readonly DateTimeOffset Instant = new DateTimeOffset(1969, 12, 31, 23, 59, 58, 123, TimeSpan.FromHours(9)).AddMicroseconds(456);

    private NpgsqlConnection _connection = null!;

    public async Task InitializeAsync()
    {
        _connection = new NpgsqlConnection(await (await postgres.Server()).CreateDatabase());
        await _connection.OpenAsync();
        await Run("create table copied (word text, number bigint, instant timestamptz, bytes bytea)");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _connection.Dispose();

    [SkippableFact]
    public async Task every_field_comes_as_it_was_also_across_what_is_sent_together()
    {
        const int Rows = 3_000; // some 150 kB
        using (var copy = new BinaryCopy(_connection, Into))
        {
            for (var i = 0; i < Rows; i++) Write(copy, $"心電図-{i}", long.MinValue + i, Instant.AddMicroseconds(i), [1, 0, (byte)(i % 200)]);
            Write(copy, new string('é', 100_000), long.MaxValue, Instant, new byte[150_000]);
            Write(copy, "", 0, Instant, []);
            copy.Complete();
        }
        (await Ask("select count(*) from copied")).ShouldBe(Rows + 2L);
        (await Ask("select count(*) from copied where word = '心電図-' || (number::numeric + 9223372036854775808)")).ShouldBe((long)Rows);
        (await Ask("select sum(length(word)) from copied where number > 0")).ShouldBe(100_000L);
        (await Ask("select bytes from copied where number > 0")).ShouldBe(new byte[150_000]);
        (await Ask("select bytes from copied where word = '心電図-1500'")).ShouldBe(new byte[] { 1, 0, 100 });
        (await Ask("select bytes from copied where word = ''")).ShouldBe(Array.Empty<byte>());
        (await Ask("select instant from copied where word = '心電図-1500'")).ShouldBe(Instant.AddMicroseconds(1500).UtcDateTime);
    }

    [SkippableFact]
    public async Task what_is_no_text_leaves_nothing_and_the_connection_serves_on()
    {
        Should.Throw<ArgumentException>(() =>
        {
            using var copy = new BinaryCopy(_connection, Into);
            Write(copy, "good", 1, Instant, [1]);
            Write(copy, "half a \uD83D pair", 2, Instant, [2]);
            copy.Complete();
        });
        (await Ask("select count(*) from copied")).ShouldBe(0L);
    }

    [SkippableFact]
    public async Task what_the_server_does_not_take_is_said_with_its_reason_and_the_connection_serves_on()
    {
        await Run("create unique index on copied (number)");
        Should.Throw<PostgresException>(() =>
        {
            using var copy = new BinaryCopy(_connection, Into);
            Write(copy, "one", 1, Instant, [1]);
            Write(copy, "again", 1, Instant, [1]);
            copy.Complete();
        }).SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
        (await Ask("select count(*) from copied")).ShouldBe(0L);
    }

    private static void Write(BinaryCopy copy, string word, long number, DateTimeOffset instant, ReadOnlySpan<byte> bytes)
    {
        copy.Row(4);
        copy.Write(word);
        copy.Write(number);
        copy.Write(instant);
        copy.Write(bytes);
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
