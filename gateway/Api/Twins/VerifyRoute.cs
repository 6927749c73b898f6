using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;

namespace TwinGrid.Gateway.Api.Twins;

/// <summary><c>POST /v1/verifications</c>: rebuilds twins from the log alone and compares them with the living ones.</summary>
internal static class VerifyRoute
{
    public static void MapVerification(this RouteGroupBuilder v1) => v1.MapPost("/verifications", Post).WithTags("Operation")
        .Summary("verifyTwins", "Rebuild twins from the log alone and compare them with the living ones, byte for byte",
            "All twins, or one. Changes nothing. It reads the whole log and takes its time: minutes for thousands of twins.")
        .Answers<VerificationView>(200, """{"equal":50,"differing":[],"notFromLog":[]}""")
        .Refuses(400, 404);

    /// <summary><c>POST /v1/verifications</c>.</summary>
    public static async Task<IResult> Post([Description("Only this twin.")] string? twin, IGrainFactory grains, KnownTwins twins, Desks desks)
    {
        if (string.IsNullOrEmpty(twin)) return Answer(await Task.WhenAll(Enumerable.Range(0, desks.Count).Select(partition => grains.GetGrain<ITwinVerifier>(partition).Verify(null))));
        if (!TwinId.TryParse(twin, out var id)) return Problem.Field("twin", TwinIds.Form);
        if (await twins.BirthDate(id) is null) return Problem.UnknownTwin(twin);
        return Answer([await grains.GetGrain<ITwinVerifier>(id.Partition(desks.Count)).Verify(twin)]);
    }

    private static JsonHttpResult<VerificationView> Answer(VerifyReport[] reports) => TypedResults.Json(
        new VerificationView(
            reports.Sum(report => report.Equal),
            [.. reports.SelectMany(report => report.Differences).Select(one => new DifferenceView(one.Twin, one.Part, one.Living, one.Rebuilt))],
            [.. reports.SelectMany(report => report.NotFromLog)]),
        ApiJson.Options);
}

/// <summary>What a comparison of rebuilt with living twins found.</summary>
/// <param name="Equal">Twins that are equal, byte for byte.</param>
/// <param name="Differing">Those that are not, part by part.</param>
/// <param name="NotFromLog">Twins whose beginnings an earlier version kept beside the log.</param>
public sealed record VerificationView(int Equal, IReadOnlyList<DifferenceView> Differing, IReadOnlyList<string> NotFromLog);

/// <summary>One part in which a rebuilt twin is not the living one.</summary>
/// <param name="Living">The first line that differs, as it lives.</param>
/// <param name="Rebuilt">The same line as rebuilt.</param>
public sealed record DifferenceView(string TwinId, string Part, string? Living, string? Rebuilt);
