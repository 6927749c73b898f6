using Microsoft.Data.Sqlite;

namespace TwinGrid.Durability;

/// <summary>The prepared statements of one writing connection. Not safe for concurrent use.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteBound> _bound = new(StringComparer.Ordinal);

    public SqliteConnection Connection => connection;

    /// <summary>A statement with its parameters <c>$1</c>, <c>$2</c> … set to the values, ready to run.</summary>
    public SqliteCommand With(string sql, params ReadOnlySpan<object> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var place = 1; place <= values.Length; place++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${place}" });
            _prepared[sql] = command;
        }
        for (var place = 0; place < values.Length; place++) command.Parameters[place].Value = values[place];
        return command;
    }

    /// <summary>A statement to bind by place.</summary>
    public SqliteBound Bound(string sql)
    {
        if (!_bound.TryGetValue(sql, out var bound)) _bound[sql] = bound = new SqliteBound(connection, sql);
        return bound;
    }

    public void Dispose()
    {
        foreach (var bound in _bound.Values) bound.Dispose();
        foreach (var command in _prepared.Values) command.Dispose();
        connection.Dispose();
    }
}
