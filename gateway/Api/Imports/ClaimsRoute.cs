using Microsoft.AspNetCore.Mvc;
using TwinGrid.Formats;
using TwinGrid.Formats.Claims;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary><c>POST /v1/imports/claims</c>: a file of receipts (レセ電, UKE) for the twins it concerns.</summary>
internal static class ClaimsRoute
{
    private const int MostBytes = 64 << 20, MostUnbalanced = 20;

    public static void MapClaims(this RouteGroupBuilder v1) => v1.MapPost("/imports/claims", Post).WithTags("Imports").RequireRateLimiting(Doorkeeper.Streams).WithMetadata(new DisableRequestSizeLimitAttribute())
        .Summary("importClaims", "Take a file of claims (UKE, CP932) for the twins it concerns", """
            Its three balances must hold: points times count of each receipt, the count and the points of the trailer; else nothing is taken. Patients are looked up in the identity vault by the insured
            person's key or the institution's own number; of receipts of others nothing is kept or answered. Names are not read. At most 64 MiB.
            """)
        .Takes<string>("IR,1,13,1,1234567,,,202111,00,0\r\nRE,1,1112,202110,…", "application/octet-stream", alsoTaken: ["*/*"])
        .Answers<ClaimsView>(200, """{"claimedIn":"2021-11-01","receipts":75,"count":140,"points":86392,"taken":2,"entries":17,"notRead":{"CO":56}}""").Refuses(400, 413);

    public static async Task<IResult> Post(HttpRequest request, ClaimsImport import)
    {
        if (!(await RawBody.Read(request, MostBytes)).Is(out var body, out var problem)) return problem;
        var (sight, cancel, identities) = (Sight.Of(request.HttpContext), request.HttpContext.RequestAborted, new List<ClaimIdentity>());
        ClaimFile file;
        using (body)
        {
            try
            {
                file = ClaimReader.Read(body, identity =>
                {
                    identities.Add(identity);
                    return null;
                });
            }
            catch (UnreadableFileException wrong)
            {
                return Problem.Field(wrong.Place.Length > 0 ? wrong.Place : "body", wrong.Reason);
            }
        }
        if (Unbalanced(file) is { } unbalanced) return unbalanced;
        var (taken, entries, twins) = (0, 0, new SortedSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < file.Receipts.Count; i++)
        {
            if (await import.TwinOf(identities[i], cancel) is not { } twin || !await ClaimsImport.May(sight, twin, cancel)) continue;
            var (count, refused) = await import.Enter(twin, file.Receipts[i], sight.Caller.Subject);
            if (refused is not null) return Problem.Field($"line {file.Receipts[i].Line}", $"the twin refuses it: {refused.Field} {refused.Reason}");
            twins.Add(twin.Value);
            (taken, entries) = (taken + 1, entries + count);
        }
        sight.Shown = [.. twins.Select(TwinId.Parse)];
        return TypedResults.Json(new ClaimsView(file.ClaimedIn, file.Receipts.Count, file.FoundCount, file.FoundPoints, taken, entries, file.NotRead), ApiJson.Options);
    }

    private static Problem? Unbalanced(ClaimFile file)
    {
        var errors = new FieldErrors();
        if (file.FoundCount != file.DeclaredCount) errors.Add("GO, field 2", $"declares {file.DeclaredCount} claims where there are {file.FoundCount}");
        if (file.FoundPoints != file.DeclaredPoints) errors.Add("GO, field 3", $"declares {file.DeclaredPoints} points where the receipts claim {file.FoundPoints}");
        foreach (var receipt in file.Receipts.Where(receipt => !receipt.IsBalanced).Take(MostUnbalanced)) errors.Add($"line {receipt.Line}", $"the receipt claims {receipt.DeclaredPoints} points where its items come to {receipt.CountedPoints}");
        return errors.Any ? errors.ToProblem() : null;
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
public sealed record ClaimsView(DateOnly ClaimedIn, int Receipts, long Count, long Points, int Taken, int Entries, IReadOnlyDictionary<string, int> NotRead);
