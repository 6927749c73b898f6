using System.Net.Sockets;
using Npgsql;
using TwinGrid.Durability;

namespace TwinGrid.VitalsLog.PostgreSql;

/// <summary>
/// While someone in this process waits, asks the database for what other processes appended: one small query for all partitions.
/// Polling was chosen over LISTEN and NOTIFY: nothing to miss when a connection is lost, and no lock shared by every commit.
/// </summary>
internal sealed class OthersAppends(PostgresDatabase database, PartitionEnds ends, TimeSpan interval, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _asking = Task.CompletedTask;
    private int _watchers;

    public void Start() => _asking = Ask(_stop.Token);

    /// <summary>Someone waits until the answer is disposed.</summary>
    public IDisposable Watch() => new Watcher(this);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking;
        _stop.Dispose();
    }

    private async Task Ask(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(interval, time, stop);
                if (Volatile.Read(ref _watchers) > 0) await Look(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or SocketException)
            {
                ends.WakeAll(); // those who wait will read, and see the trouble for themselves
            }
        }
    }

    private Task<bool> Look(CancellationToken stop) => database.Read(
        "select log_partition, next_offset - 1 from vitals_log_partition",
        async rows =>
        {
            while (await rows.ReadAsync(stop)) ends.Raise(rows.GetInt32(0), rows.GetInt64(1));
            return true;
        },
        stop);

    private sealed class Watcher : IDisposable
    {
        private readonly OthersAppends _owner;

        public Watcher(OthersAppends owner)
        {
            _owner = owner;
            Interlocked.Increment(ref owner._watchers);
        }

        public void Dispose() => Interlocked.Decrement(ref _owner._watchers);
    }
}
