using Orleans.Concurrency;

namespace TwinGrid.Readers;

/// <summary>Reads one partition of the vitals log and delivers it to the twins; its key is the partition. Every silo keeps all readers alive.</summary>
[Alias("TwinGrid.IPartitionReader")]
public interface IPartitionReader : IGrainWithIntegerKey
{
    /// <summary>Starts reading if it does not yet, and says how far it is, also while it is asked to drain.</summary>
    [Alias("KeepAlive"), AlwaysInterleave] Task<ReaderProgress> KeepAlive();

    /// <summary>Reads to the end of what is in the log now, flushes and checkpoints. For orderly shutdown and for tests.</summary>
    [Alias("Drain")] Task<ReaderProgress> Drain();

    /// <summary>Stops reading and moves the checkpoint behind what was delivered: its silo goes down, and another one reads on from there.</summary>
    [Alias("HandOver")] Task<ReaderProgress> HandOver();
}

/// <param name="Delivered">Highest offset delivered to twins.</param>
/// <param name="Checkpoint">Highest offset that needs never be read again.</param>
/// <param name="Trouble">What keeps it from going on; null when nothing does.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.ReaderProgress")]
public sealed record ReaderProgress(
    [property: Id(0)] int Partition, [property: Id(1)] long Delivered, [property: Id(2)] long Checkpoint, [property: Id(3)] string? Trouble);
