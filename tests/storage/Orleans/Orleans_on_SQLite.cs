namespace TwinGrid.Storage.Tests;

public sealed class Orleans_on_SQLite() : OrleansTablesContract(new SqliteUnderTest());
