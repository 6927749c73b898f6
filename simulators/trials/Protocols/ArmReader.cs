using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Trials.Conduct;

namespace TwinGrid.Trials.Protocols;

/// <summary>Reads what some of the patients get.</summary>
internal sealed class ArmReader(TrialModel model, FormulaReader formulas)
{
    public Arm Read(Fields fields, Func<Fields, Dropout?> leaving, Dropout? dropout, double adherence)
    {
        var name = fields.Text("name", "as the report says it");
        var drug = fields.Find("drug") is { } node ? DrugOf(node) : null;
        var regimen = RegimenOf(fields, drug);
        var per = fields.Choice("per", DosePer.Patient, ("patient", DosePer.Patient), ("m2", DosePer.SquareMetre), ("kg", DosePer.Kilogram), ("AUC", DosePer.Calvert));
        var effects = new Dictionary<string, Formula>(StringComparer.Ordinal);
        foreach (var effect in model.ArmEffects)
            if (fields.Find(effect) is { } given)
            {
                effects[effect] = formulas.Read(given);
                if (model.ConstantEffects && !effects[effect].IsConstant) throw given.Fault("It is the same for everybody: a number.");
            }
        var arm = new Arm(name)
        {
            Drug = drug, Regimen = regimen, Per = per, Effects = effects, IsOffLabel = fields.Flag("offLabel"),
            Dropout = fields.Group.Find("dropout") is null ? dropout : leaving(fields), Adherence = fields.MaybeNumber("adherence", 0, 1) ?? adherence,
            Adaptation = fields.Part("adaptation") is { } adapted ? AdaptationOf(adapted) : null, Titration = fields.Part("titration") is { } titrated ? TitrationOf(titrated) : null,
        };
        _ = fields.Find("dropout");
        fields.End();
        return arm;
    }

    private static Drug DrugOf(ProtocolNode node)
    {
        var name = Fields.TextOf(node);
        return DrugLibrary.All.TryGetValue(name, out var drug) ? drug : throw node.Fault($"The library has no drug '{name}'; it has {string.Join(", ", DrugLibrary.All.Keys.Order(StringComparer.Ordinal))}.");
    }

    private static Regimen? RegimenOf(Fields fields, Drug? drug)
    {
        var (text, dose) = (fields.Find("regimen"), fields.MaybeNumber("dose", 0, 1e9));
        if (text is null) return dose is null ? null : throw fields.Find("dose")!.Fault("A dose needs a regimen, such as regimen: over 1 h every 21 d x 4.");
        if (drug is null) throw text.Fault("A regimen needs a drug.");
        var words = Fields.TextOf(text);
        var hasAmount = char.IsAsciiDigit(words.TrimStart()[0]) || words.TrimStart()[0] is '.' or '+';
        if (dose is not null && hasAmount) throw fields.Find("dose")!.Fault("The regimen has an amount of its own.");
        if (dose is null && !hasAmount) throw text.Fault("The regimen has no amount: put it first, or give a dose.");
        try
        {
            return RegimenText.Read(dose is { } amount ? ProtocolReader.Invariant($"{amount} mg {words}") : words);
        }
        catch (RegimenTextException wrong)
        {
            throw text.Fault(wrong.Message);
        }
    }

    private static DoseAdaptation AdaptationOf(Fields fields)
    {
        var rule = new DoseAdaptation(
            fields.MaybeNumber("holdBelow", 0, 10, "·10⁹/L") ?? 0, fields.MaybeNumber("lookDays", 1, 60, "days") ?? 7, fields.MaybeNumber("reduceAfterGrade4Days", 0, 60, "days") ?? 7,
            fields.MaybeNumber("factor", .05, 1) ?? .8, fields.MaybeCount("mostReductions", 0, 10) ?? 2,
            fields.MaybeNumber("stopAfterGrade4Days", 0, 365, "days") ?? double.PositiveInfinity);
        fields.End();
        return rule;
    }

    private static Titration TitrationOf(Fields fields)
    {
        var (below, above) = (fields.Number("below", 0, 1e9, "the concentration under which doses grow", "mg/L"), fields.Number("above", 0, 1e9, "the concentration over which they shrink", "mg/L"));
        if (below > above) throw fields.Fault(ProtocolReader.Invariant($"Doses would grow below {below} and shrink above {above} mg/L: the limits do not rise."));
        var rule = new Titration(
            24 * fields.Number("fromDay", 0, 10_000, "the first look", "days"), 24 * fields.Number("everyDays", .1, 10_000, "from look to look", "days"), Fields.CountOf(fields.Need("looks", "how many"), 1, 100),
            below, above, fields.MaybeNumber("growth", 1.001, 10) ?? 1.25, fields.MaybeNumber("shrinkage", .01, .999) ?? .8, fields.MaybeNumber("most", double.Epsilon, 1e9) ?? double.PositiveInfinity);
        fields.End();
        return rule;
    }
}
