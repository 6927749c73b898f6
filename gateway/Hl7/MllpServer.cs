using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TwinGrid.Gateway.Hl7;

/// <summary>Listens for HL7 v2 over MLLP and answers each message in its turn. Each connection has one message under way, so that a sender waits where the log does.</summary>
internal sealed partial class MllpServer(Hl7Options options, Hl7Intake intake, IConfiguration configuration, ILogger<MllpServer> logger) : IHostedService, IDisposable
{
    private const int MostConnections = 64;

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(MostConnections);
    private TcpListener? _listener;
    private X509Certificate2? _certificate;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens; null where it does not.</summary>
    public IPEndPoint? Address => _listener?.LocalEndpoint as IPEndPoint;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Port is not { } port) return Task.CompletedTask;
        if (options.OffersTls) _certificate = EndpointCertificate.Load(configuration);
        _listener = new TcpListener(options.Address, port);
        _listener.Start();
        _accepting = Accept(_listener);
        Listening(logger, Address!.ToString(), options.OffersTls ? "TLS" : "no TLS");
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        _listener?.Stop();
        await _accepting;
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _certificate?.Dispose();
        _stop.Dispose();
        _places.Dispose();
    }

    private async Task Accept(TcpListener listener)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                await _places.WaitAsync(_stop.Token);
                var socket = await listener.AcceptSocketAsync(_stop.Token);
                open.RemoveAll(task => task.IsCompleted);
                open.Add(Serve(socket));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task Serve(Socket socket)
    {
        try
        {
            await using var plain = new NetworkStream(socket, ownsSocket: true);
            await using var stream = _certificate is null ? (Stream)plain : await Secured(plain, _certificate);
            var (reader, client) = (PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true)), (socket.RemoteEndPoint as IPEndPoint)?.Address.ToString());
            while (await MllpFrames.Next(reader, _stop.Token) is { } message) await stream.WriteAsync(MllpFrames.Framed(await intake.Answer(message, client, _stop.Token)), _stop.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or InvalidDataException or AuthenticationException or SocketException)
        {
            if (end is InvalidDataException or AuthenticationException) Ended(logger, end.GetType().Name);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<SslStream> Secured(Stream plain, X509Certificate2 certificate)
    {
        var secured = new SslStream(plain, leaveInnerStreamOpen: false);
        await secured.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate, ClientCertificateRequired = options.Senders.Count > 0, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, shown, _, _) => options.Senders.Count == 0 || (shown is not null && options.Senders.Contains(Convert.ToHexString(SHA256.HashData(shown.GetRawCertData())))),
            },
            _stop.Token);
        return secured;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "HL7 v2 is taken at {Address} ({Security}).")]
    private static partial void Listening(ILogger logger, string address, string security);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection of HL7 was ended: {Kind}.")]
    private static partial void Ended(ILogger logger, string kind);
}
