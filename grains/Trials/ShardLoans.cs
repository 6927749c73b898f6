namespace TwinGrid.Grains.Trials;

/// <summary>Which worker holds which shard. Nothing of it is stored: after a loss every shard that is not counted is lent again. Belongs to one grain.</summary>
/// <param name="lease">A worker that is not heard of for so long holds nothing any more.</param>
/// <param name="hasDied">Whether a worker's silo is known to be dead.</param>
internal sealed class ShardLoans(TimeSpan lease, Func<string, bool> hasDied)
{
    private readonly Dictionary<int, string> _holders = [];
    private readonly Dictionary<string, DateTimeOffset> _heard = new(StringComparer.Ordinal);

    /// <summary>Lends shards that nobody holds, the first first.</summary>
    /// <param name="worker">Who asks.</param>
    /// <param name="holding">What the worker says it holds.</param>
    /// <param name="open">Shards that are not counted, in their order.</param>
    /// <param name="atMost">So many.</param>
    /// <param name="now">When.</param>
    public IReadOnlyList<int> Lend(string worker, IReadOnlyCollection<int> holding, IEnumerable<int> open, int atMost, DateTimeOffset now)
    {
        _heard[worker] = now;
        foreach (var shard in _holders.Where(loan => loan.Value == worker && !holding.Contains(loan.Key)).Select(loan => loan.Key).ToList()) _holders.Remove(shard);
        foreach (var shard in holding) _holders.TryAdd(shard, worker); // lent before this grain was lost
        var lent = new List<int>();
        foreach (var shard in open)
        {
            if (lent.Count >= atMost) break;
            if (IsHeld(shard, now)) continue;
            _holders[shard] = worker;
            lent.Add(shard);
        }
        return lent;
    }

    /// <summary>Whether a shard is lent to a worker now.</summary>
    public bool Holds(string worker, int shard) => _holders.TryGetValue(shard, out var holder) && string.Equals(holder, worker, StringComparison.Ordinal);

    /// <summary>A shard is counted or failed: nobody holds it any more.</summary>
    public void Return(int shard) => _holders.Remove(shard);

    private bool IsHeld(int shard, DateTimeOffset now) =>
        _holders.TryGetValue(shard, out var holder) && _heard.TryGetValue(holder, out var heard) && now - heard < lease && !hasDied(holder);
}
