using System.Data.Common;

namespace TwinGrid.Vault.Store;

/// <summary>Statements within one transaction, the same text on SQLite and PostgreSQL; parameters are <c>$1</c>, <c>$2</c> … Not safe for concurrent use.</summary>
internal abstract class VaultSession(DbConnection connection, DbTransaction? transaction)
{
    /// <returns>Rows that were touched.</returns>
    public async Task<int> Execute(string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<IReadOnlyList<T>> Rows<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancel, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel)) rows.Add(read(reader));
        return rows;
    }

    public async Task<long> Number(string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync(cancel) is { } number and not DBNull ? Convert.ToInt64(number) : 0;
    }

    protected abstract DbParameter Parameter(int place, object value);

    private DbCommand Command(string sql, object[] values)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        for (var place = 0; place < values.Length; place++) command.Parameters.Add(Parameter(place + 1, values[place]));
        return command;
    }
}
