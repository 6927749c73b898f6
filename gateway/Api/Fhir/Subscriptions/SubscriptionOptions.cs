using Microsoft.Extensions.Options;

namespace TwinGrid.Gateway.Api.Fhir.Subscriptions;

/// <summary>Subscriptions to the records, section <c>TwinGrid:Subscriptions</c>.</summary>
internal sealed record SubscriptionOptions
{
    public const string Section = "TwinGrid:Subscriptions";

    /// <summary>Addresses that may be told, each with all below it: <c>https://ward.example/hooks/</c>. Without any, no rest-hook is taken. https, or http to this machine.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>Days until a subscription must have been written again by its subscriber.</summary>
    public int MostDays { get; init; } = 30;

    /// <summary>Whether an address may be told now.</summary>
    public bool Allows(Uri endpoint) => IsSafe(endpoint) && Endpoints.Any(allowed => Uri.TryCreate(allowed, UriKind.Absolute, out var one) && IsBelow(endpoint, one));

    /// <exception cref="OptionsValidationException">A setting is wrong; the message names it.</exception>
    public static SubscriptionOptions From(IConfiguration configuration)
    {
        var given = configuration.GetSection(Section).Get<SubscriptionOptions>() ?? new SubscriptionOptions();
        foreach (var endpoint in given.Endpoints)
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var one) || !IsSafe(one)) throw Wrong($"{nameof(Endpoints)} has {endpoint}, but must have addresses of https, or of http to this machine");
        return given.MostDays is >= 1 and <= 366 ? given : throw Wrong($"{nameof(MostDays)} is {given.MostDays}, but must be from 1 to 366");
    }

    private static bool IsSafe(Uri address) => (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) && address.UserInfo.Length == 0 && address.Fragment.Length == 0;

    private static bool IsBelow(Uri endpoint, Uri allowed)
    {
        var path = allowed.AbsolutePath.EndsWith('/') ? allowed.AbsolutePath : $"{allowed.AbsolutePath}/";
        return endpoint.Scheme == allowed.Scheme && string.Equals(endpoint.IdnHost, allowed.IdnHost, StringComparison.OrdinalIgnoreCase) && endpoint.Port == allowed.Port && $"{endpoint.AbsolutePath}/".StartsWith(path, StringComparison.Ordinal);
    }

    private static OptionsValidationException Wrong(string what) => new(Section, typeof(SubscriptionOptions), [$"{Section}:{what}."]);
}
