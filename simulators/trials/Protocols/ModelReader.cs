using TwinGrid.Trials.Conduct;

namespace TwinGrid.Trials.Protocols;

/// <summary>Reads what becomes of patients.</summary>
internal sealed class ModelReader(FormulaReader formulas, Visit[] visits)
{
    public (TrialModel Model, ProtocolNode Node) Read(Fields fields)
    {
        var kind = fields.Text("kind", "continuous, survival, neutropenia, tumour or kinetics");
        TrialModel model = kind switch
        {
            "continuous" => Continuous(fields),
            "survival" => Survival(fields),
            _ => throw fields.Find("kind")!.Fault($"'{kind}' is not known; known are continuous, survival, neutropenia, tumour, kinetics."),
        };
        fields.End();
        return (model, fields.Group);
    }

    private ContinuousModel Continuous(Fields fields)
    {
        if (visits.Length == 0) throw fields.Fault("A continuous figure is measured at visits; there are none.");
        var name = fields.MaybeText("measure") ?? "value";
        return new(new(name, fields.MaybeText("unit") ?? "", true, true, fields.Choice("better", true, ("higher", true), ("lower", false))))
        {
            Mean = FormulaOf(fields, "mean"), Slope = FormulaOf(fields, "slopePerDay"), Deviation = fields.Number("sd", double.Epsilon, 1e14, "standard deviation around the mean"),
            Correlation = fields.MaybeNumber("correlation", 0, .9999) ?? 0, HalfDays = fields.MaybeNumber("effectHalfDays", 0, 100_000, "days") ?? 0,
        };
    }

    private WeibullModel Survival(Fields fields) => new(fields.MaybeText("event") ?? "death")
    {
        MedianDays = formulas.Read(fields.Need("medianDays", "of the control arm")), Shape = fields.MaybeNumber("shape", .05, 20) ?? 1,
    };

    private Formula FormulaOf(Fields fields, string name) => fields.Find(name) is { } node ? formulas.Read(node) : Formula.Constant(0);
}
