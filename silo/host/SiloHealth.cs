using System.Net;
using System.Text;
using TwinGrid.VitalsLog;

namespace TwinGrid.Silo;

/// <summary>
/// Answers probes of a stand-alone silo at loopback, where only its own machine, container or pod asks: <c>/healthz</c>, the process lives; <c>/readyz</c>, it is an
/// active member of its cluster, the vitals log can be read, and it is not told to stop.
/// </summary>
public sealed class SiloHealth(int port, ISiloStatusOracle members, IVitalsLog log, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        listener.Start();
        await using var ending = stoppingToken.Register(listener.Stop);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Answer(await listener.GetContextAsync());
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or IOException)
            {
                continue; // the prober left, or the silo stops
            }
        }
    }

    private async Task Answer(HttpListenerContext asked)
    {
        var (status, word) = asked.Request.Url?.AbsolutePath switch
        {
            "/healthz" => (200, "alive"),
            "/readyz" => await Unready() is { } reason ? (503, reason) : (200, "ready"),
            _ => (404, "ask for /healthz or /readyz"),
        };
        asked.Response.StatusCode = status;
        asked.Response.ContentType = "text/plain";
        await asked.Response.OutputStream.WriteAsync(Encoding.ASCII.GetBytes(word + "\n"));
        asked.Response.Close();
    }

    /// <summary>Why the silo is not ready; null when it is.</summary>
    private async Task<string?> Unready()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return "stopping";
        if (members.CurrentStatus != SiloStatus.Active) return $"not a member yet: {members.CurrentStatus}";
        try
        {
            await log.End(0, CancellationToken.None).WaitAsync(Patience, time);
            return null;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return "the vitals log does not answer"; // why stands in the silo's log
        }
    }
}
