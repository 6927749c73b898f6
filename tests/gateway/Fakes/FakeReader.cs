using TwinGrid.Readers;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>A partition reader that is as far as it is told to be; at first it is never behind.</summary>
public sealed class FakeReader(int partition) : IPartitionReader
{
    private int _questions;

    public long Delivered { get; set; } = long.MaxValue;

    /// <summary>How often it was asked.</summary>
    public int Questions => Volatile.Read(ref _questions);

    /// <summary>Thrown by every question when set.</summary>
    public Exception? Fault { get; set; }

    public Task<ReaderProgress> KeepAlive()
    {
        Interlocked.Increment(ref _questions);
        return Fault is { } fault ? Task.FromException<ReaderProgress>(fault) : Task.FromResult(new ReaderProgress(partition, Delivered, Delivered, null));
    }

    public Task<ReaderProgress> Drain() => throw new NotSupportedException("The gateway never calls this.");

    public Task<ReaderProgress> HandOver() => throw new NotSupportedException("The gateway never calls this.");
}
