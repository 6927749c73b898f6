using TwinGrid.Durability;
using TwinGrid.Storage.HealthRecords;

namespace TwinGrid.Storage.Sqlite;

/// <summary>Statements of the writing connection.</summary>
internal sealed class SqliteRecordRows(SqliteStatements statements) : IRecordRows
{
    public int Execute(string sql, params object?[] values) => statements.With(sql, Given(values)).ExecuteNonQuery();

    public object[]? First(string sql, params object?[] values)
    {
        using var rows = statements.With(sql, Given(values)).ExecuteReader();
        if (!rows.Read()) return null;
        var row = new object[rows.FieldCount];
        rows.GetValues(row);
        return row;
    }

    /// <summary>A commit of several rows that the database refuses midway leaves none of them.</summary>
    public void Whole(Action<IRecordRows> write)
    {
        statements.With("savepoint record").ExecuteNonQuery();
        try
        {
            write(this);
        }
        catch
        {
            statements.With("rollback to record").ExecuteNonQuery();
            statements.With("release record").ExecuteNonQuery();
            throw;
        }
        statements.With("release record").ExecuteNonQuery();
    }

    private static object[] Given(object?[] values) => [.. values.Select(value => value ?? DBNull.Value)];
}
