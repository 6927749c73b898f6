namespace TwinGrid.Storage;

public enum StorageKind
{
    /// <summary>Files in <see cref="StorageOptions.Data"/>.</summary>
    Sqlite = 0,

    /// <summary>A PostgreSQL that the silos share.</summary>
    PostgreSql = 1,
}

/// <summary>Where snapshots, history and checkpoints lie, and how they are gathered.</summary>
public sealed record StorageOptions
{
    public StorageKind Kind { get; init; } = StorageKind.Sqlite;

    /// <summary>Folder of <c>twins.db</c> and <c>orleans.db</c>; made when absent.</summary>
    public string Data { get; init; } = "data";

    /// <summary>Npgsql connection string; required for <see cref="StorageKind.PostgreSql"/>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Rows that may wait for a commit, large states counted one for every kilobyte; further ones wait for room.</summary>
    public int WaitingWrites { get; init; } = 65_536;

    /// <summary>Rows written in one transaction, about; counted likewise.</summary>
    public int RowsPerCommit { get; init; } = 8_192;

    /// <summary>In SQLite, readings that gather before they are sorted into their places: the more, the more of a twin's lie together. Up to twice as many are held in memory, some 160 bytes each, until ten seconds have passed without one.</summary>
    public int ReadingsGathered { get; init; } = 150_000;
}
