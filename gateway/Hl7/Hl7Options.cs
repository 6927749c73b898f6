using System.Globalization;
using System.Net;
using TwinGrid.Gateway.Api.Admission;

namespace TwinGrid.Gateway.Hl7;

/// <summary>Where the gateway listens for HL7 v2 over MLLP. Off unless a port is given.</summary>
/// <param name="Port">0: any that is free; null: not at all.</param>
/// <param name="Address">Addresses that others reach need TLS and known senders.</param>
/// <param name="Senders">Fingerprints (SHA-256, hexadecimal) of the certificates of those who may send, separated by spaces; empty: loopback only.</param>
/// <param name="PatientSystem">The system of patients' numbers that come without an OID; empty: those name nobody.</param>
/// <param name="OffersTls">Whether connections begin with TLS, with the certificate of the gateway's other endpoints (Kestrel:Certificates:Default).</param>
public sealed record Hl7Options(int? Port, IPAddress Address, IReadOnlySet<string> Senders, string PatientSystem, bool OffersTls)
{
    public const string Section = "TwinGrid:Hl7";

    /// <exception cref="NotLoopbackException">Others could reach it without TLS or without a known certificate.</exception>
    public static Hl7Options From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        int? port = section["Port"] is { Length: > 0 } text ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read <= IPEndPoint.MaxPort ? read : throw new NotLoopbackException($"{Section}:Port is '{text}', but must be a port from 0 to 65535.") : null;
        var address = IPAddress.TryParse(section["Address"] ?? "127.0.0.1", out var given) ? given : throw new NotLoopbackException($"{Section}:Address is '{section["Address"]}', but must be an address such as 127.0.0.1 or 0.0.0.0.");
        var senders = (section["Senders"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
        var tls = bool.TryParse(section["Tls"], out var wanted) ? wanted : senders.Count > 0;
        if (port is not null && !IPAddress.IsLoopback(address) && (!tls || senders.Count == 0))
            throw new NotLoopbackException($"{Section}:Address {address} can be reached from other machines: name the certificates of those who may send in {Section}:Senders, and let it be TLS.");
        return new(port, address, senders, section["PatientSystem"] ?? "", tls);
    }
}
