using System.ComponentModel;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Api.Studies;

/// <summary>Studies, and the way back from their pseudonyms. All of it lies in the identity vault; grains know nothing of it.</summary>
internal static class StudyRoutes
{
    private const string Example = """{"title":"SGLT2 and the night","status":"active","start":"2026-03-01","end":"2027-03-31"}""";
    private const string Answer = """{"id":"sglt2-2026","title":"SGLT2 and the night","status":"active","start":"2026-03-01","end":"2027-03-31","registeredAt":"2026-02-20T09:00:00Z","registeredBy":"officer-1","keyId":"9f3c5a0d4b7e18c2a6d1f0835b9e7742","keyDestroyedAt":null}""";

    public static void MapStudies(this RouteGroupBuilder v1)
    {
        var studies = v1.MapGroup("/studies").WithTags("Studies");
        studies.MapGet("", List).Summary("listStudies", "All studies").Answers<StudiesView>(200, $$"""{"studies":[{{Answer}}]}""").Refuses();
        studies.MapGet("/{study}", Get).Summary("getStudy", "A study", "Researchers see their own.").Answers<StudyView>(200, Answer).Refuses(404);
        studies.MapPut("/{study}", Put).Summary("putStudy", "Register a study, or change its title, status and days", "A new one gets a key of its own, from which its pseudonyms are made. Tokens of researchers and consents of patients name it by its id.")
            .Takes<StudyBody>(Example).Answers<StudyView>(201, Answer).Produces<StudyView>(200).Refuses(400, 409, 413, 415);
        studies.MapDelete("/{study}/key", DestroyKey).Summary("destroyStudyKey", "Destroy a study's key, for good", "None of its pseudonyms leads to a patient any more, and none can be made; the study is completed with it. There is no way back.")
            .Answers<StudyView>(200, Answer).Refuses(404);
        studies.MapPost("/{study}/resolve", Resolve).Summary("resolvePseudonym", "Whose pseudonym it is", "For a finding that its patient must hear of. The reason stands in the audit trail.")
            .Takes<ResolvePseudonymBody>("""{"pseudonym":"7KQ2M-04FTA-9XWC0","reason":"Finding of 12 May: QT prolonged, the board decided to tell"}""")
            .Answers<ResolvedPseudonymView>(200, """{"twinId":"7f3a9c"}""").Refuses(400, 404, 409, 413, 415);
    }

    /// <summary><c>GET /v1/studies</c>.</summary>
    public static async Task<IResult> List(IStudies studies, HttpContext context) =>
        TypedResults.Json(new StudiesView([.. (await studies.All(context.RequestAborted)).Select(StudyView.Of)]), ApiJson.Options);

    /// <summary><c>GET /v1/studies/{study}</c>.</summary>
    public static async Task<IResult> Get([Description("The study's id.")] string study, IStudies studies, HttpContext context)
    {
        var caller = Callers.Of(context);
        if (caller.Role == Role.Researcher && caller.Study != study) return Unknown;
        return await studies.Find(study, context.RequestAborted) is { } found ? TypedResults.Json(StudyView.Of(found), ApiJson.Options) : Unknown;
    }

    /// <summary><c>PUT /v1/studies/{study}</c>.</summary>
    public static async Task<IResult> Put([Description("The study's id: 1 to 64 of A-Z a-z 0-9 . _ -.")] string study, HttpRequest request, IStudies studies)
    {
        if (!Study.IsId(study)) return Problem.Field("study", TwinIds.Form);
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!StudyBody.Read(study, body.RootElement).Is(out var plan, out problem)) return problem;
            try
            {
                var (stands, isNew) = await studies.Put(plan, Callers.Of(request.HttpContext).Subject, request.HttpContext.RequestAborted);
                return TypedResults.Json(StudyView.Of(stands), ApiJson.Options, statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
            }
            catch (StudyRefusedException refusal)
            {
                return Problem.Of(ProblemKind.StudyClosed, refusal.Message);
            }
        }
    }

    /// <summary><c>DELETE /v1/studies/{study}/key</c>.</summary>
    public static async Task<IResult> DestroyKey([Description("The study's id.")] string study, IStudies studies, HttpContext context) =>
        await studies.DestroyKey(study, context.RequestAborted) is { } destroyed ? TypedResults.Json(StudyView.Of(destroyed), ApiJson.Options) : Unknown;

    /// <summary><c>POST /v1/studies/{study}/resolve</c>.</summary>
    public static async Task<IResult> Resolve([Description("The study's id.")] string study, HttpRequest request, IStudies studies, IStudyPseudonyms pseudonyms)
    {
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            var (errors, sight) = (new FieldErrors(), Sight.Of(request.HttpContext));
            var fields = new JsonFields(body.RootElement, "", errors, "pseudonym", "reason");
            var (text, reason) = (fields.Text("pseudonym", 64), fields.Text("reason", 500));
            if (!StudyPseudonym.TryParse(text, out var pseudonym, out var fault) && text is not null) fields.Wrong("pseudonym", fault);
            if (errors.Any) return errors.ToProblem();
            sight.Reason = reason;
            if (await studies.Find(study, request.HttpContext.RequestAborted) is not { } found) return Unknown;
            if (found.KeyDestroyedAt is not null) return Problem.Of(ProblemKind.StudyClosed, "The study's key was destroyed: its pseudonyms lead nowhere.");
            if (await pseudonyms.Resolve(study, pseudonym, request.HttpContext.RequestAborted) is not { } twin) return Problem.Of(ProblemKind.UnknownPseudonym, "The study gave out no such pseudonym, or its patient was forgotten.");
            sight.Shown = [twin];
            return TypedResults.Json(new ResolvedPseudonymView(twin.Value), ApiJson.Options);
        }
    }

    private static Problem Unknown { get; } = Problem.Of(ProblemKind.UnknownStudy, "No such study is registered.");
}
