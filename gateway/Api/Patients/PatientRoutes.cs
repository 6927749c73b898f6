using System.ComponentModel;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Api.Patients;

/// <summary>
/// Between what names a patient outside and his twin. Identifiers stand in bodies only, never in an address, go from here to the vault and nowhere else, and are not
/// repeated in errors.
/// </summary>
internal static class PatientRoutes
{
    private const string Identifier = """{"system":"http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID","value":"00012345:12:345:01"}""";

    public static void MapPatients(this RouteGroupBuilder v1)
    {
        var patients = v1.MapGroup("/patients").WithTags("Patients");
        patients.MapPost("", Register).RequireRateLimiting(Doorkeeper.Lookups)
            .Summary("registerPatient", "Find a patient's twin by what names him outside, or give him one", "To repeat it changes nothing. Identifiers that are new are added to the twin; where they belong to several twins nothing is done. With a profile the twin is registered, or its profile updated.")
            .Takes<PatientBody>($$$"""{"identifiers":[{{{Identifier}}},{"system":"urn:oid:1.2.392.100495.20.3.51.11318814790","value":"0012345"}],"profile":{"birthDate":"1961-04-30","sex":"female","heightCm":163,"weightKg":58}}""")
            .Answers<FoundPatientView>(201, """{"twinId":"5d0c1f7be2a94c3ab6e80f1d27c45a93","isNew":true}""").Produces<FoundPatientView>(200).Refuses(400, 409, 413, 415);
        patients.MapPost("/resolve", Resolve).RequireRateLimiting(Doorkeeper.Lookups).Summary("resolvePatient", "Whose identifier it is", "Nobody's, and that of a patient who may not be seen, are answered alike.")
            .Takes<IdentifierBody>(Identifier).Answers<ResolvedPatientView>(200, """{"twinId":"5d0c1f7be2a94c3ab6e80f1d27c45a93"}""").Refuses(400, 404, 413, 415);
        var twin = v1.MapGroup("/twins/{id}/identifiers").WithTags("Patients");
        twin.MapGet("", List).Summary("listIdentifiers", "What names the patient outside").Answers<IdentifiersView>(200, $$"""{"identifiers":[{{Identifier[..^1]}},"addedAt":"2026-03-01T08:30:00Z"}]}""").Refuses(400, 404);
        twin.MapPost("", Add).Summary("addIdentifier", "Add an identifier to a twin").Takes<IdentifierBody>(Identifier).Produces(204).Refuses(400, 404, 409, 413, 415);
        twin.MapPost("/remove", Remove).Summary("removeIdentifier", "Take an identifier from a twin", "The twin stays; it is no longer found by it.").Takes<IdentifierBody>(Identifier).Produces(204).Refuses(400, 404, 413, 415);
    }

    /// <summary><c>POST /v1/patients</c>.</summary>
    public static async Task<IResult> Register(HttpRequest request, IIdentityVault vault, IdentifierReader reader, IGrainFactory grains, KnownTwins twins, TimeProvider time)
    {
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!PatientBody.Read(body.RootElement, reader, time.GetUtcNow()).Is(out var patient, out problem)) return problem;
            var found = await vault.Register(patient.Identifiers, request.HttpContext.RequestAborted);
            if (found.Twin is not { } twin) return Problem.Of(ProblemKind.DifferentPatients, $"Identifiers of these systems belong to different twins: {string.Join(", ", found.Conflicting)}. Nothing was changed.");
            Sight.Of(request.HttpContext).Shown = [twin];
            if (patient.Profile is { } profile)
            {
                await grains.GetGrain<IPatientTwin>(twin.Value).Register(profile);
                twins.Remember(twin, profile.BirthDate);
            }
            if (found.IsNew) request.HttpContext.Response.Headers.Location = $"/v1/twins/{twin.Value}";
            return TypedResults.Json(new FoundPatientView(twin.Value, found.IsNew), ApiJson.Options, statusCode: found.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        }
    }

    /// <summary><c>POST /v1/patients/resolve</c>.</summary>
    public static async Task<IResult> Resolve(HttpRequest request, IIdentityVault vault, IdentifierReader reader)
    {
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!IdentifierBody.Read(body.RootElement, reader).Is(out var identifier, out problem)) return problem;
            var (sight, cancel) = (Sight.Of(request.HttpContext), request.HttpContext.RequestAborted);
            sight.Decision = new AccessDecision(false, AccessGround.UnknownTwin, null, 0);
            if (await vault.Resolve(identifier, cancel) is { } twin)
            {
                sight.Shown = [twin];
                sight.Decision = await sight.Decide(twin, DataClass.Identity, cancel);
                if (sight.Decision.Permitted) return TypedResults.Json(new ResolvedPatientView(twin.Value), ApiJson.Options);
            }
            await Beat.Wait(request.HttpContext);
            return Problem.Of(ProblemKind.UnknownPatient, "Nobody whom you may see has this identifier.");
        }
    }

    /// <summary><c>GET /v1/twins/{id}/identifiers</c>.</summary>
    public static async Task<IResult> List([Description("The twin's pseudonym.")] string id, HttpContext context, IIdentityVault vault, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
        var held = await vault.Of(twin, context.RequestAborted);
        return TypedResults.Json(new IdentifiersView([.. held.Select(one => new IdentifierView(one.Identifier.System, one.Identifier.Value, one.AddedAt))]), ApiJson.Options);
    }

    /// <summary><c>POST /v1/twins/{id}/identifiers</c>.</summary>
    public static Task<IResult> Add([Description("The twin's pseudonym.")] string id, HttpRequest request, IIdentityVault vault, IdentifierReader reader, KnownTwins twins) =>
        Change(id, request, reader, twins, async (twin, identifier) => await vault.Add(twin, identifier, request.HttpContext.RequestAborted)
            ? TypedResults.NoContent()
            : Problem.Of(ProblemKind.DifferentPatients, $"The identifier of {identifier.System} belongs to another twin. Nothing was changed."));

    /// <summary><c>POST /v1/twins/{id}/identifiers/remove</c>.</summary>
    public static Task<IResult> Remove([Description("The twin's pseudonym.")] string id, HttpRequest request, IIdentityVault vault, IdentifierReader reader, KnownTwins twins) =>
        Change(id, request, reader, twins, async (twin, identifier) => await vault.Remove(twin, identifier, request.HttpContext.RequestAborted)
            ? TypedResults.NoContent()
            : Problem.Of(ProblemKind.UnknownIdentifier, "The twin has no such identifier."));

    private static async Task<IResult> Change(string id, HttpRequest request, IdentifierReader reader, KnownTwins twins, Func<TwinId, PatientIdentifier, Task<IResult>> change)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!IdentifierBody.Read(body.RootElement, reader).Is(out var identifier, out problem)) return problem;
            return await twins.BirthDate(twin) is null ? Problem.UnknownTwin(id) : await change(twin, identifier);
        }
    }
}
