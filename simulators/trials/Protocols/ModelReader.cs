using TwinGrid.Physiology.Tumours;
using TwinGrid.Trials.Conduct;

namespace TwinGrid.Trials.Protocols;

/// <summary>Reads what becomes of patients.</summary>
internal sealed class ModelReader(FormulaReader formulas, PopulationPlan population, Visit[] visits)
{
    public (TrialModel Model, ProtocolNode Node) Read(Fields fields)
    {
        var kind = fields.Text("kind", "continuous, survival, neutropenia, tumour or kinetics");
        TrialModel model = kind switch
        {
            "continuous" => Continuous(fields),
            "survival" => Survival(fields),
            "neutropenia" => Neutropenia(fields),
            "tumour" => Tumour(fields),
            "kinetics" => Kinetics(fields),
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
        MedianDays = formulas.Above(fields.Need("medianDays", "of the control arm"), 0, population.Patients.Typical()), Shape = fields.MaybeNumber("shape", .05, 20) ?? 1,
    };

    private static NeutropeniaModel Neutropenia(Fields fields) => new(
        fields.Choice("parameters", true, ("library", true), ("friberg-2002", false)), fields.Number("days", 1, 730, "how far cells are followed", "days"),
        fields.MaybeNumber("recordHours", .5, 24, "h") ?? 6);

    private static KineticsModel Kinetics(Fields fields)
    {
        var target = Fields.Of(fields.Need("target", "least and most, mg/L"));
        var (least, most) = (target.MaybeNumber("least", 0, 1e9, "mg/L") ?? 0, target.MaybeNumber("most", 0, 1e9, "mg/L") ?? double.PositiveInfinity);
        target.End();
        return most > least ? new(least, most) : throw target.Fault(ProtocolReader.Invariant($"The target goes from {least} to {most} mg/L: it does not rise."));
    }

    private TumourModel Tumour(Fields fields)
    {
        var source = fields.Choice("source", TumourSource.Library, ("library", TumourSource.Library), ("claret-2014", TumourSource.Claret2014), ("time-to-growth", TumourSource.TimeToGrowth), ("weekly", TumourSource.Weekly));
        var spreads = (0.0, 0.0, 0.0, 0.0);
        if (source == TumourSource.Weekly)
        {
            var part = Fields.Of(fields.Need("spreads", "standard deviations of the logarithms of growth, kill and resistance, and sizeMm of a measured size"));
            spreads = (part.Number("growth", 0, 5, "of the logarithm"), part.Number("kill", 0, 5, "of the logarithm"), part.Number("resistance", 0, 5, "of the logarithm"), part.MaybeNumber("sizeMm", 0, 100, "mm") ?? 0);
            part.End();
        }
        return new()
        {
            Source = source, Spreads = spreads, Tumour = fields.MaybeText("tumour"), Baseline = fields.Find("baselineMm") is { } node ? formulas.Above(node, 0, population.Patients.Typical()) : null,
            Survival = fields.Find("survival") is { } link ? Link(link) : null, StopsAtProgression = source is TumourSource.Library or TumourSource.Weekly && fields.Flag("stopAtProgression"),
            IsMeasured = fields.Find("measured") is null || fields.Flag("measured"),
        };
    }

    private SurvivalLink Link(ProtocolNode node)
    {
        if (node is ProtocolNode.Scalar { Text: "claret-2014" }) return SurvivalLink.Claret2014(Need("asian"), Need("smoker"), population.Patients.Find("evaluable"), population.Patients.Find("evaluable") < 0 ? -1 : Need("albumin"));
        if (node is ProtocolNode.Scalar name)
            return SurvivalModels.All.TryGetValue(name.Text, out var model)
                ? SurvivalLink.Library(model, model.Covariates.Keys.ToDictionary(covariate => covariate, Need, StringComparer.Ordinal))
                : throw node.Fault($"'{name.Text}' is not known; known are claret-2014, {string.Join(", ", SurvivalModels.All.Keys)}, or logDays, spread and source.");
        var fields = Fields.Of(node);
        var written = SurvivalLink.Written(
            new FormulaReader([.. population.Variables, .. SurvivalLink.OfTumour]).Read(fields.Need("logDays", "mean of the logarithm of survival in days")), fields.MaybeNumber("answerDay", 1, 1000, "days") ?? 0,
            fields.Number("spread", double.Epsilon, 10, "standard deviation of the logarithm"), fields.Text("source", "where it is from"));
        fields.End();
        return written;

        int Need(string covariate) => population.Patients.Find(covariate) is >= 0 and var place ? place : throw node.Fault($"The survival model needs '{covariate}', which the population has not.");
    }

    private Formula FormulaOf(Fields fields, string name) => fields.Find(name) is { } node ? formulas.Read(node) : Formula.Constant(0);
}
