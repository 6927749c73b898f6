using System.Security.Cryptography;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>
/// A file on its way out, segment by segment: whether a patient may still be given is decided when he is come to, and stands in his trail before anything of him leaves. Who has withdrawn since the export
/// was made is left out.
/// </summary>
internal sealed class BulkDownload(BulkRecord record, FileStream file, BulkSeal seal, IAccessDecisions decisions, IAuditTrail trail) : IResult, IStatusCodeHttpResult
{
    private readonly Dictionary<(TwinId Twin, DataClass Data), bool> _decided = [];

    int? IStatusCodeHttpResult.StatusCode => StatusCodes.Status200OK;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancel = httpContext.RequestAborted;
        await using (file)
        {
            try
            {
                while (await BulkSegments.Next(file, cancel) is { } sealedBytes)
                {
                    var segment = seal.Open(record.Id, sealedBytes);
                    if (segment.Twin is { } twin && !await May(httpContext, twin, segment.Data, cancel)) continue;
                    if (!httpContext.Response.HasStarted) httpContext.Response.ContentType = "application/fhir+ndjson";
                    await httpContext.Response.Body.WriteAsync(segment.Lines, cancel);
                }
            }
            catch (CryptographicException) when (!httpContext.Response.HasStarted)
            {
                await FhirAnswer.Of(new FhirFault(StatusCodes.Status410Gone, new Issue("not-found", "The keys that this export was sealed with are gone: order it again."))).ExecuteAsync(httpContext);
                return;
            }
            if (!httpContext.Response.HasStarted) httpContext.Response.ContentType = "application/fhir+ndjson";
        }
    }

    private async ValueTask<bool> May(HttpContext context, TwinId twin, DataClass data, CancellationToken cancel)
    {
        if (_decided.TryGetValue((twin, data), out var known)) return known;
        var sight = Sight.Of(context);
        var (caller, purpose) = record.Order.Study is { } study ? (StudyBulk.CallerOf(study, sight.Caller), Purpose.Research) : (sight.Caller, sight.Purpose);
        var decision = record.Order.Study is null ? await sight.Decide(twin, data, cancel) : await decisions.Decide(new AccessRequest(caller, twin, Operation.Export, data, purpose), cancel);
        await trail.Record(Entries.Of(context, sight.Row, sight.Caller, purpose, [twin], decision) with { Data = data }, cancel);
        return _decided[(twin, data)] = decision.Permitted;
    }
}
