using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TwinGrid.Faults.Network;

/// <summary>
/// A cable that can be pulled: forwards TCP connections to a target. While cut it either refuses (connections break, new ones are closed at once) or swallows
/// (connections stay open and nothing arrives, as when packets are dropped).
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly IPEndPoint _target;
    private readonly CancellationTokenSource _closed = new();
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _swallowing;
    private volatile bool _refusing;

    /// <param name="listen">Where others connect to; port 0 takes a free one.</param>
    public TcpProxy(IPEndPoint listen, IPEndPoint target)
    {
        _target = target;
        _listener = new TcpListener(listen);
        _listener.Start();
        _accepting = Accept();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Breaks every connection, and every new one at once.</summary>
    public void Refuse()
    {
        _refusing = true;
        BreakAll();
    }

    /// <summary>Swallows what is sent either way; nobody is told.</summary>
    public void Swallow() => _swallowing ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Forwards again. What was swallowed is lost with its connections, as it is when a network comes back after minutes.</summary>
    public void Heal()
    {
        _refusing = false;
        if (Interlocked.Exchange(ref _swallowing, null) is not { } swallowing) return;
        BreakAll();
        swallowing.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Dispose();
        BreakAll();
        Heal();
        await _accepting;
        _closed.Dispose();
    }

    private void BreakAll()
    {
        foreach (var socket in _open.Keys)
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0); // a reset, not a polite end
                socket.Dispose();
            }
            catch (Exception gone) when (gone is ObjectDisposedException or SocketException)
            {
                continue; // it ended by itself a moment before
            }
        }
    }

    private async Task Accept()
    {
        while (!_closed.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_closed.Token);
                if (_refusing) socket.Dispose();
                else _ = Connect(socket);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                continue; // closed, or a client that left before it was let in
            }
        }
    }

    private async Task Connect(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (near)
        {
            try
            {
                near.NoDelay = true;
                (_open[near], _open[far]) = (0, 0);
                await Unswallowed();
                await far.ConnectAsync(_target, _closed.Token);
                await Task.WhenAny(Pump(near, far), Pump(far, near));
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return; // one of the two is gone: the other is closed too
            }
            finally
            {
                _open.TryRemove(near, out _);
                _open.TryRemove(far, out _);
            }
        }
    }

    private async Task Pump(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _closed.Token) is > 0 and var count)
            {
                await Unswallowed();
                await to.SendAsync(buffer.AsMemory(0, count), _closed.Token);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return;
        }
    }

    private Task Unswallowed() => _swallowing?.Task ?? Task.CompletedTask;
}
