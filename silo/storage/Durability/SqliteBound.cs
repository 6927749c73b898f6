using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace TwinGrid.Durability;

/// <summary>
/// A prepared statement whose parameters are bound by place, and stay bound from one run to the next: for what is run a hundred thousand times a second, where to look up
/// each parameter's name costs more than the row. Not safe for concurrent use.
/// </summary>
internal sealed class SqliteBound : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[256];

    public SqliteBound(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <param name="place">From 1.</param>
    public void Bind(int place, long value) => Check(raw.sqlite3_bind_int64(_statement, place, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int place, double value) => Check(raw.sqlite3_bind_double(_statement, place, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void BindNull(int place) => Check(raw.sqlite3_bind_null(_statement, place));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int place, string value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_text.Length < most) _text = new byte[most];
        Check(raw.sqlite3_bind_text(_statement, place, _text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text))));
    }

    /// <param name="place">From 1.</param>
    /// <param name="text">UTF-8.</param>
    public void BindText(int place, ReadOnlySpan<byte> text) => Check(raw.sqlite3_bind_text(_statement, place, text));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int place, ReadOnlySpan<byte> value) => Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, place, 0) : raw.sqlite3_bind_blob(_statement, place, value));

    /// <summary>Runs it to its end; rows that it gives are passed over.</summary>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="SqliteException">It failed.</exception>
    public int Run()
    {
        while (raw.sqlite3_step(_statement) == raw.SQLITE_ROW) continue;
        Check(raw.sqlite3_reset(_statement)); // says why the last step failed
        return raw.sqlite3_changes(_connection);
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection);
}
