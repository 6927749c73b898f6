using System.Collections.Concurrent;
using System.Text.Json;

namespace TwinGrid.Faults.Histories;

/// <summary>
/// What the clients did and were told, one line an event in a file: <c>send</c> before the bytes leave, <c>answer</c> after. A packet whose last line is
/// <c>send</c> was never answered. Safe for concurrent use.
/// </summary>
public sealed class ClientHistory : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly TimeProvider _time;
    private readonly StreamWriter? _file;
    private readonly ConcurrentDictionary<PacketKey, Fate> _fates = new();
    private readonly ConcurrentDictionary<string, long> _newest = new(StringComparer.Ordinal);
    private int _acknowledged;

    /// <param name="path">Where the lines are written; null keeps them in memory only.</param>
    public ClientHistory(TimeProvider time, string? path = null) => (_time, _file) = (time, path is null ? null : new StreamWriter(path));

    /// <summary>What became of every packet, as far as its sender knows.</summary>
    public IReadOnlyCollection<Fate> Fates => [.. _fates.Values];

    /// <summary>Packets acknowledged so far.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Highest sequence of a twin that was acknowledged so far; -1 before the first.</summary>
    public long Newest(string twin) => _newest.GetValueOrDefault(twin, -1);

    /// <summary>A packet is about to be sent, for the first time or again.</summary>
    public void Sending(SentPacket packet)
    {
        _fates.GetOrAdd(packet.Key, _ => new Fate(packet)).Sends++;
        Write(new { at = _time.GetUtcNow(), type = "send", packet });
    }

    /// <summary>The answer to a packet, or that none came.</summary>
    /// <param name="said">Status and reason, or what was thrown.</param>
    public void Answered(SentPacket packet, Outcome outcome, string said)
    {
        var fate = _fates[packet.Key];
        if (outcome == Outcome.Acknowledged && fate.Outcome != Outcome.Acknowledged) Interlocked.Increment(ref _acknowledged);
        if (outcome == Outcome.Acknowledged) _newest.AddOrUpdate(packet.Twin, packet.Sequence, (_, newest) => Math.Max(newest, packet.Sequence));
        fate.Learn(outcome, _time.GetUtcNow());
        Write(new { at = _time.GetUtcNow(), type = "answer", packet.Twin, packet.Device, packet.Sequence, outcome = outcome.ToString(), said });
    }

    public void Dispose() => _file?.Dispose();

    private void Write(object line)
    {
        if (_file is null) return;
        var text = JsonSerializer.Serialize(line, Json);
        lock (_file) _file.WriteLine(text);
    }
}
