using TwinGrid.Access;

namespace TwinGrid.Gateway.Access;

internal sealed class Unwritten : IAuditTrail
{
    public ValueTask Record(AccessEntry entry, CancellationToken cancel) => default;
}
