using TwinGrid.HealthRecords;

namespace TwinGrid.Storage.HealthRecords;

/// <summary>A version of a resource as its row has it.</summary>
/// <param name="Twin">Empty for what belongs to no patient.</param>
/// <param name="Feed">What was measured, sealed; null where nothing was.</param>
internal sealed record SealedWrite(
    ResourceName Name, string Twin, long ExpectedVersion, long UpdatedAt, long Data, long? Begins, long? Ends, byte[] Content, byte[]? Origin, byte[] Tokens, byte[]? Facts, byte[] Body, byte[]? Feed);

/// <summary>A row as it is read.</summary>
internal sealed record ResourceRow(long Place, ResourceName Name, long Version, string Twin, long UpdatedAt, long Data, byte[] Body, long SortKey = 0);
