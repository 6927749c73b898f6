using System.ComponentModel;
using TwinGrid.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;

namespace TwinGrid.Gateway.Api.Accesses;

/// <summary><c>GET /v1/twins/{id}/accesses</c>: patients see who looked, when and why.</summary>
internal static class AccessRoutes
{
    private const int LongestPlace = 64;

    public static void MapAccesses(this RouteGroupBuilder v1) => v1.MapGet("/twins/{id}/accesses", Get).WithTags("Consent")
        .Summary("listAccesses", "Who looked at the patient's data, when and why", "Also who tried and was refused. Some seconds behind; equal accesses of one hour stand in one row. The proof is the audit trail, of which this is made.")
        .Answers<AccessesView>(200, """{"accesses":[{"by":"dr-5","role":"clinician","client":"ward-app","purpose":"care","what":"GET /v1/twins/{id}/forecast","data":["forecasts"],"given":true,"ground":"care-team","consent":null,"models":["uva-padova-t1/1"],"times":3,"firstAt":"2026-03-01T08:02:11Z","lastAt":"2026-03-01T08:41:50Z"}],"brokenGlasses":[],"next":null}""")
        .Refuses(400, 404);

    public static async Task<IResult> Get(
        [Description("The twin's pseudonym.")] string id,
        [Description("Where the page before ended.")] string? after,
        [Description("Most rows to answer, 1 to 1000; 100 unless given.")] string? limit,
        IGrainFactory grains, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        var query = new QueryFields();
        var most = query.Whole("limit", limit, 1, 1000, 100);
        if (after is not null && (after.Length > LongestPlace || after.Any(letter => !char.IsAsciiHexDigitLower(letter) && letter != '-'))) query.Wrong("after", "must be what the page before gave as next");
        if (query.AnyWrong) return query.ToProblem();
        if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
        var page = grains.GetGrain<IAccessBook>(twin.Value).Read(after, most);
        var glasses = grains.GetGrain<IPatientConsent>(twin.Value).Glasses();
        return TypedResults.Json(AccessesView.Of(await page, await glasses), ApiJson.Options);
    }
}
