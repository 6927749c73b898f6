using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>
/// The keys of the built-in issuer, from files that its user alone can read: <c>signing.pem</c> (an elliptic curve key on P-256) and <c>sealing.key</c> (32 bytes,
/// for codes and refresh tokens, which only the issuer reads). What is missing is made at the first start. To change a key, put another file and start again.
/// </summary>
internal sealed class IssuerKeys
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="IdentityException">A file cannot be read or written, or holds no key.</exception>
    public IssuerKeys(IdentityOptions options)
    {
        var folder = KeyFolder.Of(options).FullName;
        Signing = new ECDsaSecurityKey(SigningKey(Path.Combine(folder, "signing.pem")));
        Signing.KeyId = Base64UrlEncoder.Encode(Signing.ComputeJwkThumbprint());
        Sealing = new SymmetricSecurityKey(SealingKey(Path.Combine(folder, "sealing.key")));
    }

    public ECDsaSecurityKey Signing { get; }

    public SymmetricSecurityKey Sealing { get; }

    private static ECDsa SigningKey(string file)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(Text(file, () => ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem()));
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw new IdentityException($"{file} holds no private key of an elliptic curve in PEM.", error);
        }
        return key.KeySize == 256 ? key : throw new IdentityException($"{file} holds a key of {key.KeySize} bits, but it must be on the curve P-256.");
    }

    private static byte[] SealingKey(string file)
    {
        var text = Text(file, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var bytes = new byte[33];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == 32 ? bytes[..32] : throw new IdentityException($"{file} must hold 32 bytes in Base64.");
    }

    /// <summary>The text of a file, which is made where it is missing. Of two that start at once, one makes it.</summary>
    private static string Text(string file, Func<string> make)
    {
        try
        {
            if (!File.Exists(file))
            {
                var fresh = $"{file}.{Environment.ProcessId}";
                var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows()) how.UnixCreateMode = OwnerOnly;
                using (var writer = new StreamWriter(fresh, how)) writer.Write(make());
                if (!File.Exists(file)) File.Move(fresh, file, overwrite: false);
            }
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IdentityException($"The key {file} cannot be read or made: {error.Message}", error);
        }
    }
}
