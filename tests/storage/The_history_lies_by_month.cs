using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TwinGrid.Durability;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.PostgreSql;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Tests;

/// <summary>The history of PostgreSQL in tables of a month each.</summary>
[Collection(PostgresCollection.Name)]
public sealed class The_history_lies_by_month(SharedPostgres postgres) : TwinStorageContract(new PostgresUnderTest(postgres))
{
    private static readonly TwinId Ann = TwinId.Parse("ann");

    /// <summary>The first of this month by the machine's clock, for the database goes by it.</summary>
    private static readonly DateTimeOffset ThisMonth = new(TimeProvider.System.GetUtcNow().Year, TimeProvider.System.GetUtcNow().Month, 1, 0, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task a_month_has_its_table_before_its_first_sample()
    {
        await Write(ThisMonth, ThisMonth.AddMonths(-1).AddHours(5), ThisMonth.AddTicks(-10), ThisMonth.AddMonths(1).AddMinutes(3));
        (await Where()).ShouldBe([(Table(ThisMonth.AddMonths(-1)), 2L), (Table(ThisMonth), 1L), (Table(ThisMonth.AddMonths(1)), 1L)]);
        (await Count()).ShouldBe(4);
    }

    [SkippableFact]
    public async Task absurd_dates_are_kept_and_make_no_tables()
    {
        await Write([.. Enumerable.Range(0, 400).Select(i => new DateTimeOffset(1970 + i, 1 + i % 12, 1 + i % 28, 0, 0, 0, TimeSpan.Zero)), DateTimeOffset.MinValue, DateTimeOffset.MaxValue]);
        (await Months()).Count.ShouldBeLessThanOrEqualTo(3); // those of this year and the two before
        (await Count()).ShouldBe(402);
    }

    [SkippableFact]
    public async Task many_silos_that_meet_new_months_at_once_make_each_once()
    {
        ITwinStorage[] others = [await Open(), await Open(), await Open()];
        await Task.WhenAll(others.Append(Storage).SelectMany((silo, number) => Enumerable.Range(0, 20).Select(i =>
            silo.History.Write([Packet($"watch-{number}", i, ThisMonth.AddMonths(-i)), Packet("shared", i, ThisMonth.AddMonths(-i))], default))));
        foreach (var silo in others) await silo.DisposeAsync();
        (await Months()).Count.ShouldBe(20);
        (await Count()).ShouldBe(100);
    }

    [SkippableFact]
    public async Task what_came_before_its_month_had_a_table_moves_into_it()
    {
        await UnderTest.Execute($"insert into reading values ('ann', '{ThisMonth:O}', 'ahead of its time', 7, now(), {1L << (int)Signal.HeartRate}, 0, 0, '')");
        (await Where()).ShouldBe([("reading_other", 1L)]);
        await Write(ThisMonth.AddHours(1));
        (await Where()).ShouldBe([(Table(ThisMonth), 2L)]);
        (await Count()).ShouldBe(2);
    }

    [SkippableFact]
    public async Task a_read_of_some_hours_touches_their_month_alone()
    {
        await Write([.. Enumerable.Range(0, 12).Select(i => ThisMonth.AddMonths(-i).AddDays(2))]);
        var plan = await Explain(ThisMonth.AddMonths(-3).AddDays(1), ThisMonth.AddMonths(-3).AddDays(4));
        Regex.Matches(plan, "(?:reading|sample)_(?:[0-9_]{7}|other)").Select(table => table.Value).Distinct(StringComparer.Ordinal).ShouldBe([Table(ThisMonth.AddMonths(-3)), "sample_other"], ignoreOrder: true);
        (await Storage.History.Read(Ann, Signal.HeartRate, ThisMonth.AddMonths(-3), ThisMonth.AddMonths(-2), 10, default)).ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task a_sample_is_known_once_however_it_came_and_whichever_month_it_is_of()
    {
        var packets = Enumerable.Range(0, 5).Select(i => Packet("monitor", i, ThisMonth.AddMonths(-i))).ToList();
        for (var round = 0; round < 40; round++) await Storage.History.Write([.. packets, .. packets, Packet("monitor", 100 + round, ThisMonth.AddSeconds(round + 1))], default);
        (await Count()).ShouldBe(45);
    }

    [SkippableFact]
    public async Task an_operator_takes_an_old_month_away_and_life_goes_on()
    {
        await Write(ThisMonth, ThisMonth.AddMonths(-5));
        await UnderTest.Execute($"alter table reading detach partition {Table(ThisMonth.AddMonths(-5))}");
        await Reopen();
        await Write(ThisMonth.AddMonths(-5).AddDays(1), ThisMonth.AddDays(1));
        (await Where()).ShouldBe([(Table(ThisMonth), 2L), ("reading_other", 1L)]);
        await UnderTest.Execute($"drop table {Table(ThisMonth.AddMonths(-5))}");
        await Reopen();
        await Write(ThisMonth.AddMonths(-5).AddDays(2));
        (await Where()).ShouldBe([(Table(ThisMonth.AddMonths(-5)), 2L), (Table(ThisMonth), 2L)]);
    }

    [SkippableFact]
    public async Task a_database_of_the_first_schema_is_taken_over_with_nothing_lost()
    {
        var old = await (await postgres.Server()).CreateDatabase();
        await using (var source = NpgsqlDataSource.Create(old))
            await PostgresMigrations.Run(source, "storage", [.. Migration.Embedded(typeof(PostgresTwinStorage).Assembly, "PostgreSql").Take(1)], default);
        await PostgresServer.Execute(old, $"""
            insert into snapshot values ('twin', 'ann', 3, 'state');
            insert into checkpoint values (1, 20, 4);
            insert into sample select 'ann', '{ThisMonth:O}'::timestamptz - i * interval '1 day', {(int)Signal.HeartRate}, 'monitor', i, 60 + i % 10, i % 3, 0, now() from generate_series(1, 1000) i;
            insert into sample values ('ann', '1970-01-01Z', {(int)Signal.HeartRate}, 'monitor', 1, 60, 0, 0, now()), ('ann', 'infinity', {(int)Signal.HeartRate}, 'monitor', 1, 60, 0, 0, now());
            create table before as select * from known_sample;
            """);
        await using var storage = StorageRegistration.Make(new StorageOptions { Kind = StorageKind.PostgreSql, ConnectionString = old }, ThrowawayKeys.All, TimeProvider.System, NullLoggerFactory.Instance);
        await storage.Open(default);
        (await Scalar(old, "select count(*) from sample")).ShouldBe(1002L);
        (await Scalar(old, "select count(*) from ((table before except select twin, observed_at, signal, device, sequence, value, status, flags, received_at from known_sample) union all (select twin, observed_at, signal, device, sequence, value, status, flags, received_at from known_sample except table before)) other")).ShouldBe(0L);
        (await Scalar(old, "select count(*) from pg_inherits where inhparent = 'sample'::regclass")).ShouldBe(25L); // the two years of months before this one, and what is older
        (await Scalar(old, "select to_regclass('sample_whole') is null")).ShouldBe(true);
        (await storage.Snapshots.Load("twin", "ann", default))!.Version.ShouldBe(3);
        (await storage.Checkpoints.Load(1, default)).Offset.ShouldBe(20);
        await storage.History.Write([Packet("monitor", 5000, ThisMonth)], default);
        (await Scalar(old, "select count(*) from reading")).ShouldBe(1L);
        (await storage.History.Count(Ann, Signal.HeartRate, default)).Total.ShouldBe(669); // a third was entered in error, and at no time that there is nothing was known
    }

    private static LoggedRecord Packet(string device, long sequence, DateTimeOffset at) =>
        new(new LogPosition(0, sequence), new VitalsPacket(Ann, device, sequence, ThisMonth, [new VitalSign(Signal.HeartRate, 60, at)]));

    private Task Write(params DateTimeOffset[] times) => Storage.History.Write([.. times.Select((at, i) => Packet("monitor", i, at))], default);

    private async Task<long> Count() => (await Storage.History.Count(Ann, Signal.HeartRate, default)).Total;

    private static string Table(DateTimeOffset month) => $"reading_{month:yyyy_MM}";

    /// <summary>The tables that hold readings, with how many, in the order of their names.</summary>
    private async Task<List<(string Table, long Readings)>> Where()
    {
        await using var source = NpgsqlDataSource.Create(UnderTest.Options.ConnectionString!);
        await using var command = source.CreateCommand("select tableoid::regclass::text, count(*) from reading group by 1 order by 1");
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<(string, long)>();
        while (await rows.ReadAsync()) found.Add((rows.GetString(0), rows.GetInt64(1)));
        return found;
    }

    private async Task<List<string>> Months()
    {
        await using var source = NpgsqlDataSource.Create(UnderTest.Options.ConnectionString!);
        await using var command = source.CreateCommand("select inhrelid::regclass::text from pg_inherits where inhparent = 'reading'::regclass and inhrelid <> 'reading_other'::regclass");
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await rows.ReadAsync()) found.Add(rows.GetString(0));
        return found;
    }

    private async Task<string> Explain(DateTimeOffset from, DateTimeOffset to)
    {
        await using var source = NpgsqlDataSource.Create(UnderTest.Options.ConnectionString!);
        await using var command = source.CreateCommand($"explain (costs off) {PostgresVitalsHistory.ReadingsBetween}");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Ann.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = 1L << (int)Signal.HeartRate });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = from.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = to.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)Signal.HeartRate });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 10 });
        await using var rows = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await rows.ReadAsync()) plan.Add(rows.GetString(0));
        return string.Join('\n', plan);
    }

    private static async Task<object?> Scalar(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
