using System.Security.Cryptography;
using TwinGrid.Access;

namespace TwinGrid.Audit.Anchors;

/// <summary>The ECDSA P-256 key that signs anchors, and its public half, which verifies them.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly ECDsa _key;

    private SigningKey(ECDsa key) => _key = key;

    /// <summary>Reads a private key; where the file is absent and may be made, makes one, with its public half beside it in <c>….public.pem</c>.</summary>
    /// <exception cref="AuditUnavailableException">It cannot be read or made, or is of another kind.</exception>
    public static SigningKey Open(string file, bool mayMake)
    {
        try
        {
            if (!File.Exists(file) && mayMake) Make(file);
            return Import(File.ReadAllText(file), file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AuditUnavailableException($"The signing key {file} cannot be used: {error.Message} Set {AuditOptions.Section}:{nameof(AuditOptions.SigningKey)} to a PEM file of an ECDSA P-256 key.", error);
        }
    }

    /// <summary>Reads a key, private or public, from PEM text.</summary>
    /// <exception cref="AuditUnavailableException">It is no such key.</exception>
    public static SigningKey Import(string pem, string from)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize == 256) return new SigningKey(key);
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new AuditUnavailableException($"{from} holds no ECDSA P-256 key in PEM: {error.Message}", error);
        }
        key.Dispose();
        throw new AuditUnavailableException($"{from} holds a key of another size; P-256 is needed.");
    }

    public byte[] Sign(ReadOnlySpan<byte> text) => _key.SignData(text, HashAlgorithmName.SHA256);

    public bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => _key.VerifyData(text, signature, HashAlgorithmName.SHA256);

    public void Dispose() => _key.Dispose();

    private static void Make(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(file, options)) writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.ChangeExtension(file, ".public.pem"), key.ExportSubjectPublicKeyInfoPem() + "\n");
    }
}
