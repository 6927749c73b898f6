using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Admission;

/// <summary>Who is let in: bounded work at once, a short queue, and 429 with <c>Retry-After</c> beyond.</summary>
internal static class Doorkeeper
{
    public const string Requests = "requests";
    public const string Streams = "streams";
    public const string Watchers = "watchers";

    public static void AddAdmission(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<AdmissionOptions>, AdmissionCheck>();
        builder.Services.AddOptions<AdmissionOptions>().BindConfiguration(AdmissionOptions.Section)
            .ValidateOnStart();
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(Requests, context => Limit(context, Requests, options => options.Requests, options => options.Waiting));
            limiter.AddPolicy(Streams, context => Limit(context, Streams, options => options.Streams, _ => 0));
            limiter.AddPolicy(Watchers, context => Limit(context, Watchers, options => options.Watchers, _ => 0));
            limiter.OnRejected = (rejected, _) =>
                new ValueTask(Problem.Of(ProblemKind.Overloaded, "The gateway has as much to do as it may take. Try again shortly.", 1).ExecuteAsync(rejected.HttpContext));
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
