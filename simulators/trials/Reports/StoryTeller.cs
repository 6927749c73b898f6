using System.Globalization;
using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Populations;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Reports;

/// <summary>A protocol in words.</summary>
internal static class StoryTeller
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static TrialStory Of(TrialPlan plan, DateTimeOffset writtenAt, string program)
    {
        var protocol = plan.Protocol;
        return new()
        {
            Title = protocol.Title, Id = protocol.Id, Seed = protocol.Seed, ProtocolHash = protocol.Hash, WrittenAt = writtenAt, Program = program,
            Models = protocol.Model.Sources(protocol) is { Count: > 0 } sources ? [.. sources.Select(source => new ModelUsed(source))] : [new("Its numbers are the protocol's own.")],
            Arms = [.. protocol.Arms.Select(InWords)],
            Methods = [.. Methods(protocol)],
            Assumptions = [.. protocol.Notes, .. Assumptions(protocol)],
        };
    }

    private static IEnumerable<MethodsParagraph> Methods(TrialProtocol protocol)
    {
        var population = protocol.Population;
        yield return new("Population", population.CohortQuery is null
            ? string.Create(Plain, $"Virtual patients, drawn until {population.Size} were randomised{(protocol.Replicates > 1 ? " in each replicate" : "")}. ") + (population.Variables.Count > 0 ? $"Known of each: {string.Join("; ", population.Variables.Select(InWords))}." : "Nothing is known of them before the trial.")
            : "Twins of consenting patients of this grid, chosen by a query. Each is followed where it lives; its row never leaves it.");
        if (protocol.Criteria.Count > 0) yield return new("Criteria", $"Taken were those with {string.Join("; ", protocol.Criteria.Select(criterion => $"{criterion.Name} ({Readable(criterion.Condition.Text)})"))}.");
        if (protocol.Enrichment is { } enrichment) yield return new("Enrichment", string.Create(Plain, $"Positive: {enrichment.Biomarker} above {enrichment.Above}. {(enrichment.OnlyPositives ? "Only positive patients were taken." : "Positive and negative patients were taken.")}"));
        yield return new("Assignment", Assignment(protocol));
        yield return new("Entry and follow-up", Time(protocol));
        if (protocol.Arms.Any(arm => arm.Dropout is not null || arm.Adherence < 1)) yield return new("Leaving and missed doses", string.Join(" ", protocol.Arms.Select(arm => Leaving(arm))));
        if (protocol.Stopping.Count > 0) yield return new("Stopping", "Looked at on every visit but the last. " + string.Join(" ", protocol.Stopping.Select(rule => $"{Say.Capital(rule.Name)}: {rule.Of}, {Readable(rule.When.Text)}{(rule.From > 0 ? $", from {protocol.Visits[rule.From].Name}" : "")}; {(rule.Leaves ? "the patient leaves the trial" : "no more doses, the patient is watched on")}.")));
        if (protocol.Procova is { } procova) yield return new("Prognostic score", string.Create(Plain, $"Least squares of the primary figure on {string.Join(", ", procova.From)} over {procova.History} control patients of an earlier, equally drawn group, whose random numbers the trial does not use."));
        if (protocol.Sweeps.Count > 0) yield return new("Sensitivity", $"Every combination was simulated of {string.Join("; ", protocol.Sweeps.Select(sweep => $"{sweep.Path}: {string.Join(", ", sweep.Values)}"))}.");
    }

    private static string Assignment(TrialProtocol protocol)
    {
        var allocation = protocol.Allocation;
        var ratio = string.Join(":", allocation.Ratio.Select(part => part.ToString(Plain)));
        var method = allocation.Blocks.Count == 0 ? "each patient by himself (simple randomisation)" : $"in permuted blocks of {string.Join(" or ", allocation.Blocks.Select(size => size.ToString(Plain)))}";
        return $"At random {ratio} ({string.Join(", ", protocol.Arms.Select(arm => arm.Name))}), {method}{(allocation.Strata.Count > 0 ? $", within strata of {string.Join(" and ", allocation.Strata)}" : "")}. Seeded: the same seed gives the same assignment.";
    }

    private static string Time(TrialProtocol protocol)
    {
        var entry = protocol.Accrual.OverDays > 0 ? string.Create(Plain, $"Patients enter evenly over {protocol.Accrual.OverDays} days.")
            : double.IsFinite(protocol.Accrual.PerDay) ? string.Create(Plain, $"{protocol.Accrual.PerDay} patients enter a day.") : "All patients enter on the first day.";
        var visits = protocol.Visits.Count == 0 ? "" : protocol.Visits.Count > 12 ? string.Create(Plain, $" They are seen {protocol.Visits.Count} times, from day {protocol.Visits[0].Day} to day {protocol.Visits[^1].Day}.")
            : $" They are seen on {string.Join(", ", protocol.Visits.Select(visit => string.Create(Plain, $"day {visit.Day}{(visit.Window > 0 ? $" ± {visit.Window}" : "")} ({visit.Name})")))}.";
        var follow = double.IsFinite(protocol.FollowUpDays) ? string.Create(Plain, $" Each is followed for {protocol.FollowUpDays} days at most.") : "";
        return entry + visits + follow + (double.IsFinite(protocol.StudyDays) ? string.Create(Plain, $" The trial ends on day {protocol.StudyDays}, and with it everybody's watch.") : "");
    }

    private static string Leaving(Arm arm)
    {
        var leaving = arm.Dropout is { } dropout ? string.Create(Plain, $"leave at a constant hazard of {dropout.HazardPerDay:G3} a day ({1 - Math.Exp(-365.25 * dropout.HazardPerDay):P0} in a year)") : "do not leave by themselves";
        return string.Create(Plain, $"{arm.Name}: patients {leaving}{(arm.Adherence < 1 ? $" and take a dose with a chance of {arm.Adherence}, each by itself" : "")}.");
    }

    private static IEnumerable<string> Assumptions(TrialProtocol protocol)
    {
        if (protocol.Arms.Any(arm => arm.Dropout is not null)) yield return "Patients who withdraw do so for reasons that have nothing to do with their outcome.";
        if (protocol.Population.CohortQuery is null) yield return "The virtual population is as the protocol says; who would come to a real trial is not modelled beyond it.";
        yield return "Nobody who measures or decides is modelled: there is no unblinding, no placebo response beyond what the model holds, no error of conduct.";
    }

    private static string InWords(Variable variable) => variable switch
    {
        Variable.Bell { IsLogarithm: true } bell => string.Create(Plain, $"{bell.Name}: log-normal, median {Math.Exp(bell.Mean):G4}, SD of the logarithm {bell.Deviation:G3}{Cut(bell)}"),
        Variable.Bell bell => string.Create(Plain, $"{bell.Name}: normal, mean {bell.Mean:G4}, SD {bell.Deviation:G3}{Cut(bell)}"),
        Variable.Uniform uniform => string.Create(Plain, $"{uniform.Name}: uniform from {uniform.Least:G4} to {uniform.Most:G4}"),
        Variable.Category category => $"{category.Name}: {string.Join(", ", category.Words.Zip(category.Shares, (word, share) => string.Create(Plain, $"{word} {share / category.Shares.Sum():P0}")))}",
        Variable.Fixed known => string.Create(Plain, $"{known.Name}: {known.Value:G6} in everybody"),
        Variable.Derived derived => $"{derived.Name} = {Readable(derived.Formula.Text)}",
        _ => variable.Name,
    };

    private static string Cut(Variable.Bell bell) => (double.IsFinite(bell.Least) && bell.Least > 0, double.IsFinite(bell.Most)) switch
    {
        (true, true) => string.Create(Plain, $", cut off at {bell.Least:G4} and {bell.Most:G4}"),
        (true, false) => string.Create(Plain, $", cut off at {bell.Least:G4}"),
        (false, true) => string.Create(Plain, $", cut off at {bell.Most:G4}"),
        _ => "",
    };

    private static string Readable(string formula) => formula.Replace(">=", "≥", StringComparison.Ordinal).Replace("<=", "≤", StringComparison.Ordinal).Replace("==", "=", StringComparison.Ordinal).Replace(" * ", " · ", StringComparison.Ordinal);

    private static string InWords(Arm arm)
    {
        List<string> parts = [];
        if (arm.Drug is { } drug) parts.Add(drug.Name);
        if (arm.Regimen is { } regimen) parts.Add(Regimen(arm, regimen));
        parts.AddRange(arm.Effects.Select(effect => $"{effect.Key} {Readable(effect.Value.Text)}"));
        if (arm.Adaptation is not null) parts.Add("doses follow the blood cells");
        if (arm.Titration is not null) parts.Add("doses follow the concentrations");
        if (arm.IsOffLabel) parts.Add("outside the label, on purpose");
        return string.Join("; ", parts);
    }

    private static string Regimen(Arm arm, Physiology.Pharmacokinetics.Regimen regimen)
    {
        var doses = regimen.Single();
        var per = arm.Per switch { DosePer.SquareMetre => " per m²", DosePer.Kilogram => " per kg", DosePer.Calvert => " by Calvert's formula", _ => "" };
        return string.Create(Plain, $"{doses.Count} doses from {doses[0].Amount:G4} {arm.Drug?.Unit ?? ""}{per}, over {(doses[^1].Time - doses[0].Time) / 24:G4} days");
    }
}
