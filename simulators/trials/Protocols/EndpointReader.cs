using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Populations;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Protocols;

/// <summary>Reads what is compared at the end.</summary>
internal sealed class EndpointReader(TrialModel model, Visit[] visits, PopulationPlan population)
{
    /// <summary>What conditions over a measure read.</summary>
    public static readonly Variable[] OfResponse = [new Variable.Fixed("value", 1), new Variable.Fixed("baseline", 1), new Variable.Fixed("change", 0), new Variable.Fixed("relative", 0)];

    /// <summary>The endpoints, the primary one first, and the prognostic score.</summary>
    public IReadOnlyList<EndpointPlan> Read(Fields whole, out Procova? procova)
    {
        var list = whole.Need("endpoints", "what is compared");
        var endpoints = new List<(EndpointPlan Plan, ProtocolNode Node)>();
        foreach (var node in Fields.ItemsOf(list))
        {
            var plan = One(Fields.Of(node));
            if (endpoints.Exists(other => other.Plan.Name == plan.Name)) throw node.Fault($"There are two endpoints '{plan.Name}'.");
            endpoints.Add((plan, node));
        }
        if (endpoints.Count is 0 or > 20) throw list.Fault($"There are {endpoints.Count} endpoints; 1 to 20 are possible.");
        if (endpoints.Count == 1) endpoints[0] = (endpoints[0].Plan with { IsPrimary = true }, endpoints[0].Node);
        if (endpoints.Count(endpoint => endpoint.Plan.IsPrimary) != 1) throw list.Fault($"{endpoints.Count(endpoint => endpoint.Plan.IsPrimary)} endpoints are primary: true; one of several is.");
        procova = whole.Part("procova") is { } part ? Score(part, endpoints.First(endpoint => endpoint.Plan.IsPrimary).Plan) : null;
        foreach (var (plan, node) in endpoints)
            if (plan.UsesScore && procova is null) throw node.Fault("It is adjusted for a prognostic score, but there is none: procova says how it is made.");
        return [.. endpoints.Select(endpoint => endpoint.Plan).OrderBy(endpoint => !endpoint.IsPrimary)];
    }

    private EndpointPlan One(Fields fields)
    {
        var name = fields.Text("name", "as the report says it");
        var kind = fields.Choice("kind", EndpointKind.Change, ("change", EndpointKind.Change), ("responder", EndpointKind.Responder), ("time-to-event", EndpointKind.TimeToEvent));
        if (fields.Find("kind") is null) throw fields.Fault("It has no 'kind' (change, responder or time-to-event).");
        var of = fields.Need("of", "which measure or event");
        string[] subjects = of is ProtocolNode.Sequence several ? [.. several.Items.Select(Fields.TextOf)] : [Fields.TextOf(of)];
        var plan = new EndpointPlan(name, kind)
        {
            Of = subjects, Visit = VisitOf(fields, kind, of, subjects), Figure = kind == EndpointKind.Change
                ? fields.Choice("figure", Figure.Change, ("change", Figure.Change), ("value", Figure.Value), ("relative", Figure.Relative)) : Figure.Change,
            Response = kind == EndpointKind.Responder ? new FormulaReader(OfResponse).Read(fields.Need("response", "the condition, such as relative <= -0.3")) : null,
            Covariates = Covariates(fields, kind, subjects), UsesScore = kind == EndpointKind.Change && fields.Flag("score"), UsesStrata = fields.Find("strata") is null || fields.Flag("strata"),
            Alpha = fields.MaybeNumber("alpha", .000001, .5) ?? .05, Sides = fields.MaybeCount("sides", 1, 2) ?? 2, IsPrimary = fields.Flag("primary"),
            MissingIsFailure = kind != EndpointKind.Responder || fields.Choice("missing", true, ("failure", true), ("left-out", false)),
            IsMoreBetter = fields.Choice("better", Better(kind, subjects), ("higher", true), ("lower", false)),
        };
        plan = Against(plan, fields);
        fields.End();
        return plan;
    }

    /// <summary>With the margin, where the endpoint is tested against one.</summary>
    private static EndpointPlan Against(EndpointPlan plan, Fields fields)
    {
        var hypothesis = fields.Choice("hypothesis", Hypothesis.Superiority, ("superiority", Hypothesis.Superiority), ("non-inferiority", Hypothesis.NonInferiority), ("equivalence", Hypothesis.Equivalence));
        var margin = fields.Find("margin");
        if (hypothesis == Hypothesis.Superiority) return margin is null ? plan : throw margin.Fault("A margin is of non-inferiority or equivalence: say hypothesis.");
        if (margin is null) throw fields.Find("hypothesis")!.Fault($"It needs a margin: {Wanted(plan.Kind)}.");
        var size = Fields.NumberOf(margin, -1e14, 1e14);
        var isPossible = plan.Kind switch { EndpointKind.Responder => size is > 0 and < 1, EndpointKind.TimeToEvent => size is > 1 and <= 100, _ => size > 0 };
        return isPossible ? plan with { Hypothesis = hypothesis, Margin = size } : throw margin.Fault(ProtocolReader.Invariant($"A margin of {size} is not possible; it is {Wanted(plan.Kind)}."));
    }

    private static string Wanted(EndpointKind kind) => kind switch
    {
        EndpointKind.Responder => "a difference of shares, above 0 and below 1",
        EndpointKind.TimeToEvent => "a hazard ratio above 1, the largest (of an event that is good: its inverse the smallest) that would be accepted",
        _ => "a difference above 0, in the figure's unit, that would still be accepted",
    };

    private int VisitOf(Fields fields, EndpointKind kind, ProtocolNode of, string[] subjects)
    {
        if (kind == EndpointKind.TimeToEvent)
        {
            foreach (var subject in subjects)
                if (!model.Events.Contains(subject, StringComparer.Ordinal))
                    throw of.Fault(model.Events.Count == 0 ? "The model has no events." : $"'{subject}' is no event of the model; there are {string.Join(", ", model.Events)}.");
            if (fields.Find("visit") is { } wrong) throw wrong.Fault("A time to an event has no visit.");
            return -1;
        }
        if (subjects.Length != 1) throw of.Fault("It is of one measure.");
        var measure = model.Measures.FirstOrDefault(measure => measure.Name == subjects[0])
            ?? throw of.Fault($"'{subjects[0]}' is no measure of the model; there are {(model.Measures.Count == 0 ? "none" : string.Join(", ", model.Measures.Select(measure => measure.Name)))}.");
        var node = fields.Find("visit");
        if (!measure.IsAtVisits) return node is null ? -1 : throw node.Fault($"'{measure.Name}' is taken over the whole time, not at a visit.");
        if (node is null) throw fields.Fault($"'{measure.Name}' is measured at visits: say which, of {string.Join(", ", visits.Select(visit => visit.Name))}.");
        var place = Array.FindIndex(visits, visit => visit.Name == Fields.TextOf(node));
        return place >= 0 ? place : throw node.Fault($"There is no visit '{Fields.TextOf(node)}'; there are {(visits.Length == 0 ? "none" : string.Join(", ", visits.Select(visit => visit.Name)))}.");
    }

    private string[] Covariates(Fields fields, EndpointKind kind, string[] subjects)
    {
        if (kind != EndpointKind.Change) return [];
        return
        [
            .. fields.List("covariates").Select(node =>
            {
                var name = Fields.TextOf(node);
                if (name == "baseline")
                    return model.Measures.First(measure => measure.Name == subjects[0]).HasBaseline ? name : throw node.Fault($"'{subjects[0]}' has no baseline.");
                var variable = population.Variables.FirstOrDefault(variable => variable.Name == name)
                    ?? throw node.Fault($"'{name}' is no variable of the population; there are baseline{string.Concat(population.Variables.Select(variable => $", {variable.Name}"))}.");
                return variable.Words.Count is 0 or 2 ? name : throw node.Fault($"'{name}' has {variable.Words.Count} words: stratify by it instead.");
            }),
        ];
    }

    private bool Better(EndpointKind kind, string[] subjects) =>
        kind switch
        {
            EndpointKind.TimeToEvent or EndpointKind.Responder => true,
            _ => model.Measures.FirstOrDefault(measure => measure.Name == subjects[0])?.IsMoreBetter ?? true,
        };

    private Procova Score(Fields part, EndpointPlan primary)
    {
        if (primary.Kind != EndpointKind.Change) throw part.Fault("A prognostic score foretells a figure; the primary endpoint is none.");
        var from = part.Need("from", "the variables it reads");
        string[] names = [.. Fields.ItemsOf(from).Select(node => population.Patients.Find(Fields.TextOf(node)) >= 0 || Fields.TextOf(node) == "baseline" ? Fields.TextOf(node) : throw node.Fault($"'{Fields.TextOf(node)}' is no variable of the population."))];
        if (names.Length == 0) throw from.Fault("It reads nothing.");
        var history = part.MaybeCount("history", 20, 1_000_000) ?? 1000;
        if (history < 3 * (names.Length + 1)) throw part.Find("history")!.Fault($"{history} patients are too few for {names.Length} variables.");
        part.End();
        return new(history, names);
    }
}
