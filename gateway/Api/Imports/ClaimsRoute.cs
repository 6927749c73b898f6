using Microsoft.AspNetCore.Mvc;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Reference;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary><c>POST /v1/imports/claims</c>: a file of receipts (レセ電, UKE) for the twins it concerns.</summary>
internal static class ClaimsRoute
{
    private const int MostBytes = 64 << 20;

    public static void MapClaims(this RouteGroupBuilder v1) => v1.MapPost("/imports/claims", Post).WithTags("Imports").RequireRateLimiting(Doorkeeper.Streams).WithMetadata(new DisableRequestSizeLimitAttribute())
        .Summary("importClaims", "Take a file of claims (UKE, CP932) for the twins it concerns", """
            Its three balances must hold: points times count of each receipt, the count and the points of the trailer; else nothing is taken. Patients are looked up in the identity vault by the insured
            person's key or the institution's own number; of receipts of others nothing is kept or answered. Names are not read. At most 64 MiB.
            """)
        .Takes<string>("IR,1,13,1,1234567,,,202111,00,0\r\nRE,1,1112,202110,…", "application/octet-stream", alsoTaken: ["*/*"])
        .Answers<ClaimsView>(200, """{"claimedIn":"2021-11-01","receipts":75,"count":140,"points":86392,"taken":2,"entries":17,"notRead":{"CO":56},"leftOut":[]}""").Refuses(400, 413);

    public static async Task<IResult> Post(HttpRequest request, ClaimsImport import)
    {
        if (!(await RawBody.Read(request, MostBytes)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            var sight = Sight.Of(request.HttpContext);
            return (await import.Take(sight, body, request.HttpContext.RequestAborted)).Is(out var view, out problem) ? TypedResults.Json(view, ApiJson.Options) : problem;
        }
    }
}

/// <summary>What became of a file of claims. It says nothing of patients whom the caller may not see, nor whether there are any.</summary>
/// <param name="ClaimedIn">First day of the month in which it is claimed.</param>
/// <param name="Receipts">In the file, each balanced.</param>
/// <param name="Count">Claims, as the trailer declares.</param>
/// <param name="Points">As the trailer declares.</param>
/// <param name="Taken">Receipts that reached a twin.</param>
/// <param name="Entries">Diagnoses, acts and drugs entered.</param>
/// <param name="NotRead">Kinds of records that are not read.</param>
/// <param name="LeftOut">Receipts that a twin refused, and why; the others are taken all the same.</param>
public sealed record ClaimsView(DateOnly ClaimedIn, int Receipts, long Count, long Points, int Taken, int Entries, IReadOnlyDictionary<string, int> NotRead, IReadOnlyList<LeftOutView> LeftOut);
