using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Admission;

/// <summary>
/// A door of its own for requests that may have to wake their twin: when very many do at once, some wait, the rest is asked to come back, and there is always room
/// for those whose twins are awake. Safe for concurrent use.
/// </summary>
internal sealed class WakeDoor(KnownTwins twins, IOptions<AdmissionOptions> options) : IEndpointFilter, IDisposable
{
    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.Waking,
        QueueLimit = 2 * options.Value.Waking,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext;
        if (request.GetRouteValue("id") is not string id || !TwinId.TryParse(id, out var twin) || HttpMethods.IsPut(request.Request.Method)) return await next(context);
        using var place = await Enter(twin, request.RequestAborted);
        return place.Objection ?? await next(context);
    }

    /// <summary>Waits for a place, unless the twin is awake. The place is free again when it is disposed.</summary>
    public async ValueTask<WakePlace> Enter(TwinId twin, CancellationToken cancel) =>
        twins.IsAwake(twin) ? default : new WakePlace(await _places.AcquireAsync(1, cancel));

    public void Dispose() => _places.Dispose();
}

/// <summary>A place at the door, or the answer to the one who found none.</summary>
internal readonly record struct WakePlace(RateLimitLease? Lease) : IDisposable
{
    public Problem? Objection => Lease is null or { IsAcquired: true } ? null : Problem.Of(ProblemKind.Overloaded, "Many sleeping twins are asked for at once. Try again shortly.", 1);

    public void Dispose() => Lease?.Dispose();
}
