using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Identity;

namespace TwinGrid.Gateway.Api.Admission;

/// <summary>Who is let in: bounded work at once, a short queue, and 429 with <c>Retry-After</c> beyond.</summary>
internal static class Doorkeeper
{
    public const string Requests = "requests";
    public const string Streams = "streams";
    public const string Watchers = "watchers";

    /// <summary>Looking patients up by identifiers: a share of its own for each credential, so that nobody can try numbers in plenty.</summary>
    public const string Lookups = "lookups";

    /// <summary>Bytes of all headers of a request; an access token takes 1 to 2 kB of them.</summary>
    private const int MostHeaderBytes = 16 * 1024;

    private const int MostHeaders = 64, LongestRequestLine = 4 * 1024;

    public static void AddAdmission(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = MostHeaders;
            kestrel.Limits.MaxRequestLineSize = LongestRequestLine;
            kestrel.Limits.MaxRequestBodySize = JsonBody.Limit + 1; // a body that is longer is told so by its reader; streams lift it for themselves
        });
        builder.Services.AddSingleton<IValidateOptions<AdmissionOptions>, AdmissionCheck>();
        builder.Services.AddOptions<AdmissionOptions>().BindConfiguration(AdmissionOptions.Section)
            .ValidateOnStart();
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(Requests, context => Limit(context, Requests, options => options.Requests, options => options.Waiting));
            limiter.AddPolicy(Streams, context => Limit(context, Streams, options => options.Streams, _ => 0));
            limiter.AddPolicy(Watchers, context => Limit(context, Watchers, options => options.Watchers, _ => 0));
            limiter.AddPolicy(Lookups, context => Share(context, Lookups, options => options.Lookups));
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(OfTheCredential);
            limiter.OnRejected = (rejected, _) =>
                new ValueTask(Problem.Of(ProblemKind.Overloaded, "The gateway has as much to do as it may take, or this caller has had his share. Try again shortly.", 1).ExecuteAsync(rejected.HttpContext));
        });
    }

    /// <summary>One person or device through one program has a share of its own, so that none takes that of the others; whoever shows nothing shares with his address.</summary>
    private static RateLimitPartition<string> OfTheCredential(HttpContext context) => context.Features.Get<Visit>() is null && !HttpMethods.IsPost(context.Request.Method)
        ? RateLimitPartition.GetNoLimiter("")
        : Share(context, Requests, options => options.PerCredential);

    private static RateLimitPartition<string> Share(HttpContext context, string name, Func<AdmissionOptions, int> aSecond)
    {
        if (context.RequestServices.GetRequiredService<IdentityOptions>().IsDevelopment) return RateLimitPartition.GetNoLimiter("");
        var rate = aSecond(context.RequestServices.GetRequiredService<IOptions<AdmissionOptions>>().Value);
        var key = context.Features.Get<Visit>()?.Credential.Key is { Length: > 0 } known ? known : $"address {context.Connection.RemoteIpAddress}";
        return RateLimitPartition.GetTokenBucketLimiter($"{name} {key}", _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = 10 * rate, TokensPerPeriod = rate, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0, AutoReplenishment = true,
        });
    }

    private static RateLimitPartition<string> Limit(HttpContext context, string name, Func<AdmissionOptions, int> permits, Func<AdmissionOptions, int> waiting)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<AdmissionOptions>>().Value;
        return RateLimitPartition.GetConcurrencyLimiter(name, _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = permits(options),
            QueueLimit = waiting(options),
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }
}
