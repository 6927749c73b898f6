using System.ComponentModel;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;

namespace TwinGrid.Gateway.Api.Erasure;

/// <summary>Erasing a patient.</summary>
internal static class ErasureRoute
{
    private const string Answer = """{"twinId":"7f3a9c","ground":"consent-withdrawn","begunAt":"2026-03-01T08:30:00Z","erasedAt":"2026-03-01T08:30:01Z","removed":{"samples of the history":48211,"snapshots and lists":7,"worklist row and alerts":3},"kept":"The audit trail, which knows the pseudonym only."}""";

    public static void MapErasure(this RouteGroupBuilder v1) => v1.MapGroup("/twins").WithTags("Twins").MapDelete("/{id}", Delete).Summary("eraseTwin", "Erase a patient, for good",
            "The patient's key is destroyed, so that nothing can be read any more in the log and in backups, and what is stored is removed. From then on the twin is unknown, and its pseudonym is never used again. There is no way back.")
        .Takes<ErasureBody>("""{"ground":"consent-withdrawn"}""").Answers<ErasureView>(200, Answer).Produces<ErasureView>(202).Refuses(400, 404, 413, 415);

    /// <summary><c>DELETE /v1/twins/{id}</c>.</summary>
    public static async Task<IResult> Delete([Description("The twin's pseudonym.")] string id, HttpRequest request, IGrainFactory grains, Forgetting forgetting)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!ErasureBody.Read(body.RootElement).Is(out var given, out problem)) return problem;
            Sight.Of(request.HttpContext).Reason = given.Ground;
            if (await grains.GetGrain<IErasureDesk>(0).Erase(twin, given.Meant) is not { } report) return Problem.UnknownTwin(id);
            var here = await forgetting.Forget(twin, CancellationToken.None); // begun is finished, whoever hangs up
            return TypedResults.Json(ErasureView.Of(report, here), ApiJson.Options, statusCode: report.DoneAt is null ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
        }
    }
}
