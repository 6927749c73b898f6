using TwinGrid.Access;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Access;

/// <summary>
/// Writes down who was let in, before anything leaves: an answer that could not be written down is not given. Streams are written down when they are opened.
/// </summary>
internal sealed class AuditedRoute(IAuditTrail trail) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Features.Get<Sight>() is { Row.IsAudited: true } sight ? Audited(context, next, sight) : next(context);

    private async ValueTask<object?> Audited(EndpointFilterInvocationContext context, EndpointFilterDelegate next, Sight sight)
    {
        if (sight.Row.IsStream) await Record(context.HttpContext, sight, succeeded: true);
        object? result;
        try
        {
            result = await next(context);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (!sight.Row.IsStream) await Record(context.HttpContext, sight, succeeded: false);
            throw;
        }
        if (!sight.Row.IsStream) await Record(context.HttpContext, sight, StatusOf(result) < 400);
        return result;
    }

    private ValueTask Record(HttpContext context, Sight sight, bool succeeded)
    {
        var entry = Entries.Of(context, sight.Row, sight.Caller, sight.Purpose, sight.Shown ?? sight.Named, sight.Decision);
        return trail.Record(entry with { Succeeded = succeeded, Data = entry.Data | sight.Touched, ModelVersions = ShownModels.Of(context), Reason = sight.Reason }, context.RequestAborted);
    }

    private static int StatusOf(object? result) => result switch
    {
        Problem problem => problem.Status,
        IStatusCodeHttpResult { StatusCode: { } status } => status,
        _ => StatusCodes.Status200OK,
    };
}
