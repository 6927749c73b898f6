using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Gateway.Hl7;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Gateway.Tests.Imports;

/// <summary>MLLP with a certificate on each side, both of their own making; the sender's is named in the settings.</summary>
public sealed class A_hospital_sends_over_TLS : Gateway, IDisposable
{
    private const string Message = "MSH|^~\\&|ADT|H|TG|H|20260301110000||ADT^A01|8|P|2.5\rEVN|A01\rPID|1||77^^^H&1.2.9&ISO\r";

    private readonly TemporaryFolder _ours = new(), _theirs = new(), _others = new();
    private readonly SelfSigned _gateway, _sender, _stranger;

    public A_hospital_sends_over_TLS() => (_gateway, _sender, _stranger) = (new SelfSigned(_ours.Path), new SelfSigned(_theirs.Path), new SelfSigned(_others.Path));

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["TwinGrid:Hl7:Port"] = "0", ["TwinGrid:Hl7:Senders"] = _sender.Fingerprint, ["Kestrel:Certificates:Default:Path"] = _gateway.CertificateFile, ["Kestrel:Certificates:Default:KeyPath"] = _gateway.KeyFile,
    };

    public void Dispose()
    {
        foreach (var one in (IDisposable[])[_gateway, _sender, _stranger, _ours, _theirs, _others]) one.Dispose();
    }

    [Fact]
    public async Task who_is_named_is_answered() => (await Answered(_sender)).ShouldContain("MSA|AA|8");

    [Fact]
    public async Task who_is_not_named_or_shows_nothing_is_not_answered()
    {
        (await Answered(_stranger)).ShouldBe("");
        (await Answered(null)).ShouldBe("");
        (await Answered(_sender)).ShouldContain("MSA|AA|8", customMessage: "the others are not hindered");
    }

    [Fact]
    public async Task without_TLS_nothing_is_answered()
    {
        using var client = await Connected();
        (await Said(client.GetStream())).ShouldBe("");
        (await Answered(_sender)).ShouldContain("MSA|AA|8");
    }

    private async Task<string> Answered(SelfSigned? shown)
    {
        using var client = await Connected();
        await using var secured = new SslStream(client.GetStream());
        try
        {
            await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost", ClientCertificates = shown is null ? [] : [shown.Certificate], RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) == _gateway.Fingerprint,
            });
            return await Said(secured);
        }
        catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
        {
            return "";
        }
    }

    private async Task<TcpClient> Connected()
    {
        var client = new TcpClient();
        await client.ConnectAsync(Services.GetRequiredService<MllpServer>().Address!);
        return client;
    }

    /// <summary>Sends the message; what is answered until the line is closed or the answer ends.</summary>
    private static async Task<string> Said(Stream stream)
    {
        var (answer, buffer) = (new StringBuilder(), new byte[4096]);
        try
        {
            await stream.WriteAsync((byte[])[0x0b, .. Encoding.UTF8.GetBytes(Message), 0x1c, 0x0d]);
            while (await stream.ReadAsync(buffer) is > 0 and var read)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
                if (buffer.AsSpan(0, read).Contains((byte)0x1c)) break;
            }
        }
        catch (IOException)
        {
            return answer.ToString().Contains("MSA", StringComparison.Ordinal) ? answer.ToString() : ""; // the line was cut, perhaps after an alert of TLS
        }
        return answer.ToString().Contains("MSA", StringComparison.Ordinal) ? answer.ToString() : "";
    }
}
