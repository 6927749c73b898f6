using Npgsql;
using NpgsqlTypes;
using TwinGrid.Storage.HealthRecords;

namespace TwinGrid.Storage.PostgreSql;

/// <summary>Statements within the connection's transaction.</summary>
internal sealed class PostgresRecordRows(NpgsqlConnection connection) : IRecordRows
{
    public int Execute(string sql, params object?[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    public object[]? First(string sql, params object?[] values)
    {
        using var command = Command(sql, values);
        using var rows = command.ExecuteReader();
        if (!rows.Read()) return null;
        var row = new object[rows.FieldCount];
        rows.GetValues(row);
        return row;
    }

    /// <summary>A parameter of one of the types that the records have.</summary>
    public static NpgsqlParameter Parameter(object? value) => value switch
    {
        string text => new NpgsqlParameter<string> { TypedValue = text },
        long number => new NpgsqlParameter<long> { TypedValue = number },
        byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes },
        null => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Unknown },
        _ => throw new ArgumentException($"{value.GetType().Name} is no type of the records.", nameof(value)),
    };

    private NpgsqlCommand Command(string sql, object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        return command;
    }
}
