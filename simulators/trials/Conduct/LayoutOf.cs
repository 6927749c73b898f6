using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Populations;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Conduct;

/// <summary>The layout of what a protocol counts.</summary>
internal static class LayoutOf
{
    /// <summary>Place of the only reason why virtual patients leave by themselves.</summary>
    public const int Withdrew = 0;

    public static TrialLayout Trial(TrialProtocol protocol)
    {
        var variables = protocol.Population.Variables;
        var atVisits = protocol.Model.Measures.Where(measure => measure.IsAtVisits).ToArray();
        return new()
        {
            Arms = [.. protocol.Arms.Select(arm => arm.Name)],
            Endpoints = [.. protocol.Endpoints.Select(endpoint => Endpoint(protocol, endpoint))],
            Strata = Randomisation.Names(protocol),
            Covariates =
            [
                .. Covariates(protocol).Select(place => new BaselineCovariate(variables[place].Name, "", variables[place].Words.Count > 0 ? variables[place].Words : null)),
                .. Baselines(protocol).Select(measure => new BaselineCovariate(Baseline(protocol.Model.Measures[measure]), protocol.Model.Measures[measure].Unit)),
            ],
            Score = protocol.Procova is null ? null : $"Expected {protocol.Endpoints[0].Name} without treatment",
            Looks = protocol.Looks is { } looks ? new(looks.Limits, looks.Fractions, looks.Days) { Futility = looks.Futility } : InterimLooks.None,
            Multiplicity = protocol.Multiplicity,
            Subgroups = [.. protocol.Subgroups.Select(name => new SubgroupFactor(name, variables.First(variable => variable.Name == name).Words))],
            Courses = protocol.Visits.Count == 0 ? [] : [.. atVisits.Select(measure => new CourseVariable(measure.Name, measure.Unit))],
            VisitDays = atVisits.Length == 0 ? [] : [.. protocol.Visits.Select(visit => visit.Day)],
            Criteria = [.. protocol.Criteria.Select(criterion => criterion.Name)],
            DropoutReasons = ["withdrew", .. protocol.Stopping.Where(rule => rule.Leaves).Select(rule => rule.Name)],
            StopReasons = protocol.Stopping.Any(rule => !rule.Leaves) ? [.. protocol.Stopping.Where(rule => !rule.Leaves).Select(rule => rule.Name)] : null,
            AdverseEvents = protocol.Model.AdverseEvents,
            IsOfRealPeople = protocol.Population.CohortQuery is not null,
        };
    }

    /// <summary>Variables that are told: those that differ between patients.</summary>
    public static IEnumerable<int> Covariates(TrialProtocol protocol) =>
        Enumerable.Range(0, protocol.Population.Variables.Count).Where(i => protocol.Population.Variables[i] is not Variable.Fixed);

    /// <summary>Measures with a baseline that an endpoint reads.</summary>
    public static IEnumerable<int> Baselines(TrialProtocol protocol) =>
        Enumerable.Range(0, protocol.Model.Measures.Count).Where(i => protocol.Model.Measures[i] is { HasBaseline: true } measure && protocol.Endpoints.Any(endpoint => endpoint.Of.Contains(measure.Name, StringComparer.Ordinal)));

    private static string Baseline(Measure measure) => $"baseline {measure.Name}";

    private static EndpointLayout Endpoint(TrialProtocol protocol, EndpointPlan plan)
    {
        var measure = protocol.Model.Measures.FirstOrDefault(measure => plan.Of.Contains(measure.Name, StringComparer.Ordinal));
        return new(plan.Name, plan.Kind)
        {
            Unit = plan.Kind == EndpointKind.TimeToEvent ? "days" : plan.Figure == Figure.Relative ? "" : measure?.Unit ?? "",
            Event = plan.Kind == EndpointKind.Responder ? plan.Response!.Text : string.Join(" or ", plan.Of), IsMoreBetter = plan.IsMoreBetter,
            Covariates = [.. plan.Covariates.Select(name => name == "baseline" ? Baseline(measure!) : name)], UsesScore = plan.UsesScore, UsesStrata = plan.UsesStrata,
            Alpha = plan.Hypothesis != Hypothesis.Superiority && plan.Sides == 2 ? plan.Alpha / 2 : plan.Alpha, // a margin is tested from one side, at half of a two-sided alpha
            Sides = plan.Hypothesis == Hypothesis.Superiority ? plan.Sides : 1, Hypothesis = plan.Hypothesis, Margin = plan.Margin, MissingIsFailure = plan.MissingIsFailure,
        };
    }
}
