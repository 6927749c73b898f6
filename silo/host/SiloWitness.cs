using System.Net;
using System.Net.Sockets;
using TwinGrid.Storage.PostgreSql;

namespace TwinGrid.Silo;

/// <summary>
/// Gives fast word of a silo's death: when its session in the database has ended and nobody answers at its port any more, its process is gone, and it is declared dead
/// at once. A silo that only stands still, or whose machine is gone without a word, is left to Orleans' probes, as is everyone while the database is away.
/// </summary>
/// <remarks>Both signs are asked for: a session also ends with the database, and a port is also out of reach when a cable is pulled.</remarks>
public sealed partial class SiloWitness(IClusterMembershipService members, ILocalSiloDetails here, GridOptions grid, TimeProvider time, ILogger<SiloWitness> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250), LookAfterTrouble = TimeSpan.FromSeconds(2);

    /// <summary>A port that is listened at says nothing and stays open for so long; one that has no process behind it refuses or ends at once.</summary>
    private static readonly TimeSpan StaysOpen = TimeSpan.FromMilliseconds(300);

    /// <summary>Others that were present once: only they can be missed.</summary>
    private readonly HashSet<SiloAddress> _seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var presence = new PostgresPresence(grid.PostgreSql!, NameOf(here.SiloAddress));
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Look;
            try
            {
                await LookRound(presence, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                LogBlind(error);
                pause = LookAfterTrouble;
            }
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookRound(PostgresPresence presence, CancellationToken stop)
    {
        var others = members.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(here.SiloAddress)).Select(member => member.SiloAddress).ToList();
        var present = await presence.Present([.. others.Select(NameOf)], stop);
        _seen.IntersectWith(others);
        _seen.UnionWith(others.Where(other => present.Contains(NameOf(other))));
        foreach (var missed in others.Where(other => _seen.Contains(other) && !present.Contains(NameOf(other))))
        {
            if (await IsListenedAt(missed.Endpoint, stop)) continue;
            _seen.Remove(missed);
            var isDead = await members.TryKill(missed);
            LogGone(missed, isDead);
        }
    }

    /// <summary>False when the port refuses, or ends a connection as soon as it has begun. True also when nothing is known.</summary>
    private static async Task<bool> IsListenedAt(IPEndPoint port, CancellationToken stop)
    {
        using var socket = new Socket(port.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        enough.CancelAfter(StaysOpen);
        try
        {
            await socket.ConnectAsync(port, enough.Token);
            return await socket.ReceiveAsync(new byte[1], enough.Token) > 0;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode is not (SocketError.ConnectionRefused or SocketError.ConnectionReset);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return true;
        }
    }

    private static string NameOf(SiloAddress silo) => silo.ToParsableString();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The process of silo {Silo} is gone; declared dead: {IsDead}")]
    private partial void LogGone(SiloAddress silo, bool isDead);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether other silos live cannot be looked up; their probes go on")]
    private partial void LogBlind(Exception error);
}
