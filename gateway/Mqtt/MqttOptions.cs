using System.Globalization;
using System.Net;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Identity;

namespace TwinGrid.Gateway.Mqtt;

/// <summary>Where the gateway takes vital signs over MQTT. Off unless a port is given.</summary>
/// <param name="Port">Null: not at all.</param>
/// <param name="Address">Addresses that others reach need TLS and an issuer of identities.</param>
/// <param name="OffersTls">Whether connections begin with TLS, with the certificate of the gateway's other endpoints (Kestrel:Certificates:Default).</param>
public sealed record MqttOptions(int? Port, IPAddress Address, bool OffersTls)
{
    public const string Section = "TwinGrid:Mqtt";

    /// <exception cref="NotLoopbackException">A setting cannot be read, or others could reach it without TLS or without being known.</exception>
    public static MqttOptions From(IConfiguration configuration, IdentityOptions identity)
    {
        var section = configuration.GetSection(Section);
        int? port = section["Port"] is { Length: > 0 } text
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read is > 0 and <= IPEndPoint.MaxPort ? read : throw new NotLoopbackException($"{Section}:Port is '{text}', but must be a port from 1 to 65535.")
            : null;
        var address = IPAddress.TryParse(section["Address"] ?? "127.0.0.1", out var given) ? given : throw new NotLoopbackException($"{Section}:Address is '{section["Address"]}', but must be an address such as 127.0.0.1 or 0.0.0.0.");
        var tls = bool.TryParse(section["Tls"], out var wanted) && wanted;
        if (port is not null && !IPAddress.IsLoopback(address) && (!tls || identity.IsDevelopment))
            throw new NotLoopbackException($"{Section}:Address {address} can be reached from other machines: set {Section}:Tls=true, and {IdentityOptions.Section}:{nameof(IdentityOptions.Issuer)} so that devices have credentials.");
        return new(port, address, tls);
    }
}
