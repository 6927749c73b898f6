using System.Collections.Concurrent;
using TwinGrid.Records;

namespace TwinGrid.Grains.Rebuilding;

/// <summary>
/// The packets from which views of twins are rebuilt by the log alone: at night their organs look back on these, not on the stored history. Safe for concurrent use.
/// </summary>
public sealed class RebuiltPasts
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<LoggedRecord>> _records = new(StringComparer.Ordinal);

    /// <summary>What a view is to look back on.</summary>
    public void Put(string pastKey, IReadOnlyList<LoggedRecord> records) => _records[pastKey] = records;

    public IReadOnlyList<LoggedRecord>? Of(string key) => _records.GetValueOrDefault(key);

    public void Forget(string pastKey) => _records.TryRemove(pastKey, out _);
}
