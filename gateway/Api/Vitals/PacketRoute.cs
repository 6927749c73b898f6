using System.ComponentModel;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Twins;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary><c>POST /v1/twins/{id}/vitals</c>: one packet, answered when it can no longer be lost.</summary>
internal static class PacketRoute
{
    public static async Task<IResult> Post([Description("The twin's pseudonym.")] string id, HttpRequest request, PacketReader reader, PacketIntake intake)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!reader.Read(body.RootElement, twin).Is(out var packet, out problem)) return problem;
            if (PacketSender.Objection(packet, Sight.Of(request.HttpContext)) is { } foreign) return foreign;
            if (await intake.Objection(packet) is { } objection) return objection;
            var position = await intake.Append(packet, request.HttpContext.RequestAborted);
            return TypedResults.Json(PacketIntake.Receipt(packet, position), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
        }
    }
}
