using System.ComponentModel;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Studies;

namespace TwinGrid.Gateway.Api.Studies;

/// <summary>What researchers ask of a study's cohort, and what that has cost.</summary>
internal static class AggregateRoutes
{
    /// <summary>Twins that one entry of the audit trail names at most.</summary>
    private const int TwinsAnEntry = 1000;

    private const string Budget = """{"total":1,"spent":0.1,"left":0.9}""";

    public static void MapAggregates(this RouteGroupBuilder v1)
    {
        var study = v1.MapGroup("/studies/{study}").WithTags("Studies");
        study.MapPost("/aggregates", Ask).Summary("askCohort", "A count, sum, mean or histogram of a study's cohort, with noise",
                "Over those who consent to the study at this moment. Differentially private for each person, by discrete Laplace noise; the ε asked for is spent from the study's budget before the question is looked into, and every question is charged, the same one too. 409 where less is left.")
            .Takes<AggregateBody>("""{"kind":"mean","of":"glucose","from":"2026-02-01T00:00:00Z","to":"2026-03-01T00:00:00Z","low":50,"high":250,"where":{"diabetes":"type2","ageFrom":40},"epsilon":0.1}""")
            .Answers<AggregateView>(200, $$"""{"kind":"mean","of":"glucose","unit":"mg/dL","value":142.71,"count":812,"bins":null,"quantiles":null,"epsilon":0.1,"noise":[{"part":"sum","sensitivity":100,"epsilon":0.05,"typicalError":1386.294},{"part":"count","sensitivity":1,"epsilon":0.05,"typicalError":13.863}],"budget":{{Budget}}}""")
            .Refuses(400, 403, 404, 409, 413, 415);
        study.MapGet("/budget", Standing).Summary("readBudget", "What a study has spent of its privacy budget")
            .Answers<BudgetView>(200, $$"""{"study":"sglt2-2026","budget":{{Budget}},"questions":1,"newest":[{"at":"2026-03-01T08:30:00Z","epsilon":0.1,"by":"researcher-1","question":"count where sex female"}]}""")
            .Refuses(400, 403);
    }

    /// <summary><c>POST /v1/studies/{study}/aggregates</c>.</summary>
    public static async Task<IResult> Ask([Description(StudyIds.Described)] string study, HttpRequest request, IGrainFactory grains, OpenStudies open, Aggregator aggregator, IAuditTrail trail, TimeProvider time)
    {
        if (await open.Objection(study, request.HttpContext.RequestAborted) is { } objection) return objection;
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!AggregateBody.Read(body.RootElement, time.GetUtcNow()).Is(out var question, out problem)) return problem;
            var (context, sight) = (request.HttpContext, Sight.Of(request.HttpContext));
            var standing = await grains.GetGrain<IStudyLedger>(study).Spend(new LedgerAsk(question.Epsilon.Millionths, sight.Caller.Subject, question.ToString()));
            if (!standing.Granted) return Spent(standing, question);
            var (answer, twins) = await aggregator.Answer(study, question, sight, context.RequestAborted);
            var parts = twins.Chunk(TwinsAnEntry).ToList();
            foreach (var part in parts.SkipLast(1)) await trail.Record(Entries.Of(context, sight.Row, sight.Caller, sight.Purpose, part, sight.Decision), context.RequestAborted);
            sight.Shown = parts is [.., var last] ? last : [];
            return TypedResults.Json(answer with { Budget = BudgetSum.Of(standing) }, ApiJson.Options);
        }
    }

    /// <summary><c>GET /v1/studies/{study}/budget</c>.</summary>
    public static async Task<IResult> Standing([Description(StudyIds.Described)] string study, IGrainFactory grains) =>
        StudyIds.Fault(study) ?? (IResult)TypedResults.Json(BudgetView.Of(study, await grains.GetGrain<IStudyLedger>(study).Standing()), ApiJson.Options);

    private static Problem Spent(LedgerStanding standing, Question question)
    {
        var budget = BudgetSum.Of(standing);
        return Problem.Of(ProblemKind.BudgetSpent, $"The study may spend an ε of {budget.Total:0.######} in all and has spent {budget.Spent:0.######}; this question asks for {question.Epsilon}. Nothing was spent and nothing was looked into.")
            with { Errors = [new FieldError("epsilon", $"is more than the {budget.Left:0.######} that is left")] };
    }
}
