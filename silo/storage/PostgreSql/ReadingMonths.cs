using Npgsql;
using TwinGrid.Storage.History;

namespace TwinGrid.Storage.PostgreSql;

/// <summary>
/// Has the table of a month made before its first reading comes. The database decides which months have tables of their own and lets several silos ask at once;
/// what this one knows to be settled it does not ask again. Belongs to the writer.
/// </summary>
internal sealed class ReadingMonths(TimeProvider time)
{
    /// <summary>Months before and after this one that are worth asking for; the same as in <c>make_reading_month</c>.</summary>
    private const int Back = 24, Ahead = 1;

    private readonly HashSet<int> _settled = [];

    /// <summary>Makes what is missing, each month in a transaction of its own: others wait for it shortly.</summary>
    public void Make(ReadOnlySpan<HistoryRow> rows, NpgsqlConnection connection)
    {
        var now = Number(time.GetUtcNow());
        var last = int.MinValue;
        foreach (ref readonly var row in rows)
        {
            var month = Number(row.ObservedAt);
            if (month == last) continue;
            last = month;
            if (month >= now - Back && month <= now + Ahead && !_settled.Contains(month) && IsMade(row.ObservedAt, connection)) _settled.Add(month);
        }
    }

    private static bool IsMade(DateTimeOffset instant, NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("select make_reading_month($1)", connection) { Parameters = { new NpgsqlParameter<DateTime> { TypedValue = instant.UtcDateTime } } };
        return (bool)command.ExecuteScalar()!;
    }

    private static int Number(DateTimeOffset time) => time.UtcDateTime.Year * 12 + time.UtcDateTime.Month;
}
