using System.Text;
using Microsoft.AspNetCore.DataProtection;
using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>
/// Seals the segments of exports with the keys that gateways share, each export apart. Without an issuer of identities there are no such keys: then they are this process' own, and what it made dies with
/// it.
/// </summary>
internal sealed class BulkSeal(IDataProtectionProvider? protection = null)
{
    private readonly IDataProtectionProvider _protection = protection ?? new EphemeralDataProtectionProvider();

    public byte[] Seal(string export, BulkSegment segment)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(segment.Twin?.Value ?? "");
        writer.Write((long)segment.Data);
        writer.Write(segment.Lines.Length);
        writer.Write(segment.Lines.Span);
        writer.Flush();
        return For(export).Protect(bytes.ToArray());
    }

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was sealed with keys that are gone, or changed.</exception>
    public BulkSegment Open(string export, byte[] sealedBytes)
    {
        using var reader = new BinaryReader(new MemoryStream(For(export).Unprotect(sealedBytes), writable: false), Encoding.UTF8);
        var (twin, data) = (reader.ReadString(), (DataClass)reader.ReadInt64());
        return new BulkSegment(twin.Length > 0 ? TwinId.Parse(twin) : null, data, reader.ReadBytes(reader.ReadInt32()));
    }

    private IDataProtector For(string export) => _protection.CreateProtector("TwinGrid.BulkExports", export);
}

/// <summary>Resources of one kind out of one record.</summary>
/// <param name="Twin">Null for what belongs to no patient.</param>
/// <param name="Data">What of the patient is in it.</param>
/// <param name="Lines">A line of JSON each.</param>
internal sealed record BulkSegment(TwinId? Twin, DataClass Data, ReadOnlyMemory<byte> Lines);
