namespace TwinGrid.Storage.HealthRecords;

/// <summary>Statements within a transaction; parameters are <c>$1</c>, <c>$2</c> …, and may be null.</summary>
internal interface IRecordRows
{
    int Execute(string sql, params object?[] values);

    /// <summary>The first row's columns; null where there is none.</summary>
    object[]? First(string sql, params object?[] values);
}
