using TwinGrid.Trials.Conduct;

namespace TwinGrid.Trials.Protocols;

/// <summary>Reads when patients stop.</summary>
internal sealed class StoppingReader(TrialModel model, Visit[] visits)
{
    private const int MostRules = 10;

    public IReadOnlyList<StoppingRule> Read(IReadOnlyList<ProtocolNode> list)
    {
        var rules = new List<StoppingRule>();
        foreach (var node in list)
        {
            var rule = One(Fields.Of(node));
            if (rule.Name == "withdrew" || rules.Exists(other => other.Name == rule.Name)) throw node.Fault($"There are two reasons '{rule.Name}'.");
            if (rules.Count == MostRules) throw node.Fault($"There are more than {MostRules} rules.");
            rules.Add(rule);
        }
        return rules;
    }

    private StoppingRule One(Fields fields)
    {
        var name = fields.Text("name", "the reason, as the report says it");
        var of = fields.Need("of", "which measure");
        string[] atVisits = [.. model.Measures.Where(measure => measure.IsAtVisits).Select(measure => measure.Name)];
        if (!atVisits.Contains(Fields.TextOf(of), StringComparer.Ordinal)) throw of.Fault($"'{Fields.TextOf(of)}' is not measured at visits; {(atVisits.Length == 0 ? "nothing is by this model" : $"there are {string.Join(", ", atVisits)}")}.");
        if (visits.Length < 2) throw fields.Fault("A rule is looked at on every visit but the last: there must be two at least.");
        var when = new FormulaReader(EndpointReader.OfResponse).Read(fields.Need("when", "the condition, such as value > 180"));
        var from = fields.Find("from") is { } first ? Place(first) : 0;
        var leaves = fields.Choice("then", false, ("treatment", false), ("leave", true));
        if (!leaves && !model.CanStopTreatment) throw (fields.Find("then") ?? of).Fault("Treatment cannot be stopped in this model, which knows no doses: then: leave.");
        fields.End();
        return new(name, Fields.TextOf(of), when, from, leaves);
    }

    private int Place(ProtocolNode node)
    {
        var place = Array.FindIndex(visits, visit => visit.Name == Fields.TextOf(node));
        return place >= 0 && place < visits.Length - 1 ? place : throw node.Fault($"'{Fields.TextOf(node)}' is no visit before the last; there are {string.Join(", ", visits[..^1].Select(visit => visit.Name))}.");
    }
}
