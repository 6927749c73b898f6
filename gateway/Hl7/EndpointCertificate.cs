using System.Security.Cryptography.X509Certificates;
using TwinGrid.Gateway.Api.Admission;

namespace TwinGrid.Gateway.Hl7;

/// <summary>The certificate of the gateway's HTTPS endpoints, for those that are not HTTP.</summary>
internal static class EndpointCertificate
{
    private const string Section = "Kestrel:Certificates:Default";

    /// <exception cref="NotLoopbackException">There is none, or it cannot be read.</exception>
    public static X509Certificate2 Load(IConfiguration configuration)
    {
        var (path, key, password) = (configuration[$"{Section}:Path"], configuration[$"{Section}:KeyPath"], configuration[$"{Section}:Password"]);
        if (path is not { Length: > 0 }) throw new NotLoopbackException($"TLS needs a certificate: give {Section}:Path (and :KeyPath or :Password).");
        try
        {
            if (key is not { Length: > 0 }) return X509CertificateLoader.LoadPkcs12FromFile(path, password);
            using var pem = password is { Length: > 0 } ? X509Certificate2.CreateFromEncryptedPemFile(path, password, key) : X509Certificate2.CreateFromPemFile(path, key);
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null); // a key from PEM is not found by every TLS
        }
        catch (Exception error) when (error is System.Security.Cryptography.CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new NotLoopbackException($"{Section}:Path '{path}' cannot be read as a certificate with its key: {error.Message}", error);
        }
    }
}
