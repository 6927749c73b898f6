using System.Security.Cryptography;
using System.Text;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Nightscout;

/// <summary>Phones that upload a sensor's glucose in the way of Nightscout: each twin's secret, as <c>TwinGrid:Nightscout:Uploaders:TWIN=SECRET</c>.</summary>
/// <param name="TwinsBySecret">SHA-1 of the secret in hexadecimal, which is what such phones send, and whose it is.</param>
public sealed record UploaderOptions(IReadOnlyDictionary<string, TwinId> TwinsBySecret)
{
    public const string Section = "TwinGrid:Nightscout:Uploaders";

    private const int ShortestSecret = 12;

    /// <exception cref="NotLoopbackException">A twin's id is none, or its secret is short or another's too.</exception>
    public static UploaderOptions From(IConfiguration configuration)
    {
        var twins = new Dictionary<string, TwinId>(StringComparer.OrdinalIgnoreCase);
        foreach (var one in configuration.GetSection(Section).GetChildren())
        {
            if (!TwinId.TryParse(one.Key, out var twin)) throw new NotLoopbackException($"{Section}:{one.Key} names no twin.");
            if (one.Value is not { Length: >= ShortestSecret } secret) throw new NotLoopbackException($"{Section}:{one.Key} must be a secret of {ShortestSecret} letters at least.");
            if (!twins.TryAdd(Hash(secret), twin)) throw new NotLoopbackException($"{Section}:{one.Key} has the secret of another twin.");
        }
        return new(twins);
    }

    /// <summary>The hash that Nightscout's uploaders make of a secret.</summary>
#pragma warning disable CA5350 // what the phones send is fixed; the secret is long and of no other use
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(secret)));
#pragma warning restore CA5350
}
