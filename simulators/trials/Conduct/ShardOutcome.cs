using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Conduct;

/// <summary>What a shard brought.</summary>
/// <param name="Shard">Which.</param>
/// <param name="Patients">How many were followed.</param>
/// <param name="Tally">Its slice of the single trial; null where the trial is replicated.</param>
/// <param name="Replicates">Whole replicates, analysed; empty for a single trial.</param>
public sealed record ShardOutcome(int Shard, long Patients, TrialTally? Tally, IReadOnlyList<ReplicateOutcome> Replicates)
{
    private const int Version = 1;

    /// <summary>As bytes: equal outcomes give equal ones.</summary>
    public byte[] ToBytes()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write("TGSO"u8);
        writer.Write(Version);
        writer.Write(Shard);
        writer.Write(Patients);
        var tally = Tally?.ToBytes() ?? [];
        writer.Write(tally.Length);
        writer.Write(tally);
        writer.Write(Replicates.Count);
        foreach (var replicate in Replicates) replicate.Write(writer);
        writer.Flush();
        return memory.ToArray();
    }

    /// <summary>From bytes.</summary>
    /// <param name="plan">The trial it belongs to.</param>
    /// <param name="bytes">As written.</param>
    /// <exception cref="InvalidDataException">They are torn or of another trial.</exception>
    public static ShardOutcome FromBytes(TrialPlan plan, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(bytes);
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
        try
        {
            if (!reader.ReadBytes(4).AsSpan().SequenceEqual("TGSO"u8)) throw new InvalidDataException("These bytes are no shard's outcome.");
            if (reader.ReadInt32() is var version && version != Version) throw new InvalidDataException($"The outcome has version {version}; this program reads {Version}.");
            var (shard, patients, length) = (reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt32());
            if (shard < 0 || shard >= plan.Shards || length < 0 || length > bytes.Length) throw new InvalidDataException("The outcome is torn, or of another trial.");
            var tally = length == 0 ? null : TrialTally.FromBytes(plan.Layout, reader.ReadBytes(length));
            var count = reader.ReadInt32();
            if (count < 0 || count > bytes.Length) throw new InvalidDataException("The outcome is torn.");
            return new(shard, patients, tally, [.. Enumerable.Range(0, count).Select(_ => ReplicateOutcome.Read(reader))]);
        }
        catch (EndOfStreamException torn)
        {
            throw new InvalidDataException("The outcome is torn: it ends too early.", torn);
        }
    }
}
