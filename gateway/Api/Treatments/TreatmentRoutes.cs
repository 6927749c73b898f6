using System.ComponentModel;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Treatments;

namespace TwinGrid.Gateway.Api.Treatments;

/// <summary>Entering what is known of a treatment, and asking what one would do.</summary>
internal static class TreatmentRoutes
{
    public static void MapTreatments(this RouteGroupBuilder v1)
    {
        var treatments = v1.MapGroup("/twins/{id}/treatments").WithTags("Treatments");
        treatments.MapGet("", Get).Summary("getTreatments", "What is known of the patient's treatments, with the liver and the tumour at a glance").Produces<TreatmentsView>().Refuses(400, 404);
        treatments.MapPost("/entries", Enter).Summary("enterTreatments", "Enter doses, concentrations, counts, scans, genes, covariates", "Durable when it answers. Where one cannot be taken, none is.")
            .Takes<EntriesBody>("""{"entries":[{"id":"d1","kind":"dose","at":"2026-03-01T09:00:00Z","what":"docetaxel","amount":135,"durationHours":1},{"id":"c1","kind":"count","at":"2026-03-08T08:00:00Z","what":"neutrophils","amount":0.9},{"id":"s1","kind":"scan","at":"2026-02-25T10:00:00Z","lesions":[{"organ":"liver","diameterMm":48},{"organ":"axilla","diameterMm":32,"isNode":true}]}]}""")
            .Answers<EnteredView>(200, """{"entered":3}""").Refuses(400, 404, 413, 415);
        treatments.MapPost("/evaluate", Evaluate).Summary("evaluateTreatment", "What a regimen would do to this patient: drug in the blood, blood cells, tumour, with what is not known of the patient", "Nothing is stored; nobody is treated.")
            .Takes<EvaluateBody>("""{"drug":"docetaxel","regimen":"135 mg over 1 h every 21 d x 6","days":126,"covariates":{"ECOG_GE1":0,"PRIOR":1,"AAG":1.2},"prognosis":{"MANY_SITES":1}}""")
            .Produces<TreatmentEffects>().Refuses(400, 404, 413, 415);
        treatments.MapPost("/optimise", Optimise).Summary("optimiseDose", "The dose and interval with the best answer of the tumour that keep the chance of grade 4 neutropenia under a limit, with the trade-off and the label's rule beside them", "Nothing is stored; nobody is treated. Takes seconds.")
            .Takes<OptimiseBody>("""{"drug":"docetaxel","limit":0.3,"intervalsDays":[14,21,28],"least":40,"most":100,"covariates":{"ECOG_GE1":0,"PRIOR":1,"AAG":1.2}}""")
            .Produces<DoseFindings>().Refuses(400, 404, 413, 415);
    }

    /// <summary><c>GET /v1/twins/{id}/treatments</c>.</summary>
    public static async Task<IResult> Get([Description("The twin's pseudonym.")] string id, HttpContext context, IGrainFactory grains, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
        var file = await grains.GetGrain<IPatientTwin>(twin.Value).Treatments();
        foreach (var organ in file.Organs) ShownModels.Note(context, organ.ModelVersion);
        return TypedResults.Json(new TreatmentsView([.. file.Entries.Select(EntryBody.Of)], file.Organs), ApiJson.Options);
    }

    /// <summary><c>POST /v1/twins/{id}/treatments/entries</c>.</summary>
    public static async Task<IResult> Enter([Description("The twin's pseudonym.")] string id, HttpRequest request, IGrainFactory grains, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!EntriesBody.Read(body.RootElement, Callers.Of(request.HttpContext)?.Subject).Is(out var entries, out problem)) return problem;
            if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
            if (await grains.GetGrain<IPatientTwin>(twin.Value).Enter(entries) is { } refused) return Problem.Field(refused.Field, refused.Reason);
            return TypedResults.Json(new EnteredView(entries.Count), ApiJson.Options);
        }
    }

    /// <summary><c>POST /v1/twins/{id}/treatments/evaluate</c>.</summary>
    public static async Task<IResult> Evaluate([Description("The twin's pseudonym.")] string id, HttpRequest request, IGrainFactory grains, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!EvaluateBody.Read(body.RootElement).Is(out var question, out problem)) return problem;
            if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
            var answer = await grains.GetGrain<IPatientTwin>(twin.Value).Evaluate(question);
            if (answer.Refused is { } refused) return Problem.Field(refused.Field, refused.Reason);
            ShownModels.Note(request.HttpContext, answer.Effects!.ModelVersion);
            return TypedResults.Json(answer.Effects, ApiJson.Options);
        }
    }

    /// <summary><c>POST /v1/twins/{id}/treatments/optimise</c>.</summary>
    public static async Task<IResult> Optimise([Description("The twin's pseudonym.")] string id, HttpRequest request, IGrainFactory grains, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!OptimiseBody.Read(body.RootElement).Is(out var question, out problem)) return problem;
            if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
            var answer = await grains.GetGrain<IPatientTwin>(twin.Value).Optimise(question);
            if (answer.Refused is { } refused) return Problem.Field(refused.Field, refused.Reason);
            ShownModels.Note(request.HttpContext, answer.Findings!.ModelVersion);
            return TypedResults.Json(answer.Findings, ApiJson.Options);
        }
    }
}

/// <summary>What is known of a patient's treatments.</summary>
/// <param name="Entries">By time.</param>
/// <param name="Organs">Liver and tumour, as far as anything concerns them.</param>
public sealed record TreatmentsView(IReadOnlyList<EntryBody> Entries, IReadOnlyList<OrganGlance> Organs);

/// <summary>What was entered.</summary>
/// <param name="Entered">How many.</param>
public sealed record EnteredView(int Entered);
