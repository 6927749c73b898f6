using Microsoft.AspNetCore.Mvc;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Reference;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>Vital signs in and out.</summary>
internal static class VitalsRoutes
{
    private const string Packet =
        """{"deviceId":"monitor-3","sequence":17,"samples":[{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-01T08:30:00Z"},{"code":"67775-7","value":"A","observedAt":"2026-03-01T08:30:00Z"}]}""";

    private const string Line =
        """{"twinId":"7f3a9c","deviceId":"cgm-1","sequence":4,"samples":[{"code":"99504-3","value":5.6,"unit":"mmol/L","observedAt":"2026-03-01T08:30:00Z"}]}""";

    public static void MapVitals(this RouteGroupBuilder v1)
    {
        var vitals = v1.MapGroup("").WithTags("Vitals");
        vitals.MapGet("/signals", SignalsRoute.Get).Summary("listSignals", "Every signal the grid understands: codes, units, what is possible");
        vitals.MapPost("/twins/{id}/vitals", PacketRoute.Post).Summary("sendPacket", "Send one packet", """
                Answered 202 only after the vitals log has flushed it; the body gives its position. A packet is taken whole or not at all. Samples that cannot be
                physiology (a disconnected probe's zero, an impossible value, a clock more than 5 minutes ahead) are taken and flagged. At most 1 MiB.
                """)
            .Takes<PacketBody>(Packet).Answers<PacketReceipt>(202, """{"partition":3,"offset":1042,"accepted":2,"flagged":[]}""").Refuses(400, 404, 413, 415);
        vitals.MapPost("/vitals", PacketStreamRoute.Post).RequireRateLimiting(Doorkeeper.Streams).WithMetadata(new DisableRequestSizeLimitAttribute())
            .Summary("sendPackets", "Send packets of many twins, one a line", """
                Newline-delimited JSON both ways. Each line that is not blank is answered by one line that carries its number, as soon as it is flushed or refused: answers
                may overtake each other, packets of one twin may not. A bad line never harms its neighbours. At most 1 MiB a line and 64 MiB a stream; what comes
                beyond is not read, and the last answer says so.
                """)
            .Takes<PacketBody>(Line + "\n", PacketStreamRoute.MediaType, alsoTaken: PacketStreamRoute.AlsoTaken)
            .Answers<LineAnswer>(200, """{"line":1,"status":202,"partition":3,"offset":1042,"accepted":1}""" + "\n", PacketStreamRoute.MediaType).Refuses(413, 415);
        vitals.MapGet("/twins/{id}/vitals", HistoryRoute.Get).Summary("getHistory", "A signal's history, sample by sample or down-sampled", """
                total and flagged count all that is known of the signal, in the window or not, so that what was sent can be reconciled with what is kept.
                """)
            .Needs("code")
            .Answers<HistoryView>(200, """{"twinId":"7f3a9c","code":"8867-4","signal":"heart-rate","unit":"/min","from":"2026-03-01T08:00:00Z","to":"2026-03-01T09:00:00Z","total":1440,"flagged":3,"samples":[{"observedAt":"2026-03-01T08:30:00Z","value":72,"deviceId":"monitor-3","status":"final"}]}""")
            .Refuses(400, 404);
    }
}
