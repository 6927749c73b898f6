using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using TwinGrid.Gateway.Identity;

namespace TwinGrid.Gateway.Api.Admission;

/// <summary>
/// As long as the gateway knows no identities, it serves this machine only; with them it serves others over TLS only. Refuses other addresses before the start, and
/// once more after it, for addresses can also come from places that are not configuration.
/// </summary>
public sealed class LoopbackOnly(IServer server, IdentityOptions identity) : IHostedLifecycleService
{
    /// <summary>Checks every address that is configured: <c>--urls</c>, <c>ASPNETCORE_URLS</c>, <c>ASPNETCORE_HTTP_PORTS</c>, Kestrel's endpoints.</summary>
    /// <exception cref="NotLoopbackException">One of them can be reached from other machines and must not be; the message says which, and why that is refused.</exception>
    public static void Check(IConfiguration configuration, IdentityOptions identity)
    {
        foreach (var name in (string[])["Path", "KeyPath"])
            if (configuration[$"Kestrel:Certificates:Default:{name}"] is { Length: > 0 } file && !File.Exists(Path.Combine(AppContext.BaseDirectory, file)))
                throw new NotLoopbackException($"Kestrel:Certificates:Default:{name} is '{file}', but there is no such file; give the whole path.");
        var urls = configuration["urls"];
        foreach (var url in Split(urls)) Demand(url, identity);
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
            foreach (var url in Split(endpoint["Url"])) Demand(url, identity);
        if (!string.IsNullOrWhiteSpace(urls)) return; // ports alone count only where no urls are given
        foreach (var name in (string[])["http_ports", "https_ports"])
            foreach (var port in Split(configuration[name])) Demand($"{name.Split('_')[0]}://*:{port}", identity);
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var url in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []) Demand(url, identity);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>True for names and addresses that only this machine reaches.</summary>
    internal static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static void Demand(string url, IdentityOptions identity)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException error)
        {
            throw new NotLoopbackException($"The address '{url}' cannot be read; it must look like http://127.0.0.1:5080.", error);
        }
        if (address.IsUnixPipe || address.IsNamedPipe || IsLoopback(address.Host)) return;
        if (identity.IsDevelopment)
            throw new NotLoopbackException($"The gateway does not listen at {url}: without {IdentityOptions.Section}:{nameof(IdentityOptions.Issuer)} it cannot tell who asks, so it serves this machine only; use a loopback address such as http://127.0.0.1:5080.");
        if (address.Scheme != "https" && !identity.TlsEndsBefore)
            throw new NotLoopbackException($"The gateway does not listen at {url}: tokens and records would cross the network in the clear; use https, or set {IdentityOptions.Section}:{nameof(IdentityOptions.TlsEndsBefore)} where a proxy before it ends TLS.");
    }

    private static string[] Split(string? urls) => urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
