using System.Text.RegularExpressions;
using TwinGrid.Trials.Populations;

namespace TwinGrid.Trials.Protocols;

/// <summary>Reads who can be screened.</summary>
internal sealed partial class PopulationReader
{
    private readonly List<Variable> _variables = [];
    private readonly List<ProtocolNode> _places = [];
    private readonly List<string> _genes = [];

    public PopulationReader() => Formulas = new(_variables);

    /// <summary>Over the variables.</summary>
    public FormulaReader Formulas { get; }

    public PopulationPlan Read(Fields fields, Fields? enriched, out Enrichment? enrichment)
    {
        var size = Fields.CountOf(fields.Need("size", "how many are randomised"), 1, 100_000_000);
        var isOfGrid = fields.Choice("source", false, ("virtual", false), ("grid", true));
        if (fields.Part("genes") is { } genes)
            foreach (var (name, node) in genes.All())
            {
                Name(name, node);
                Add(Category(name, node), node);
                _genes.Add(name);
            }
        if (fields.Part("variables") is { } variables)
            foreach (var (name, node) in variables.All())
            {
                Name(name, node);
                Add(One(name, node), node);
            }
        enrichment = enriched is null ? null : Enriched(enriched);
        var correlation = Correlation(fields);
        var cohort = fields.Find("cohort");
        if (isOfGrid && cohort is null) throw fields.Fault("The grid's twins need a cohort: which of them.");
        if (!isOfGrid && cohort is not null) throw cohort.Fault("A cohort is asked of the grid: source: grid.");
        fields.End();
        try
        {
            return new(size, [.. _variables], new(_variables, correlation), isOfGrid ? cohort!.Canonical() : null) { Genes = _genes };
        }
        catch (ArgumentException wrong)
        {
            throw fields.Find("correlations")!.Fault(wrong.Message.Split(" (Parameter")[0]);
        }
    }

    private Enrichment Enriched(Fields fields)
    {
        var name = fields.Text("biomarker", "a variable, or the name of a new one");
        var only = fields.Choice("enrol", true, ("positives", true), ("all", false));
        var (prevalence, above) = (fields.Find("prevalence"), fields.Find("above"));
        if (prevalence is null == above is null) throw fields.Fault("Enrichment has one of prevalence (a biomarker that is there or not) and above (a threshold of a variable).");
        fields.End();
        if (above is not null)
        {
            if (!_variables.Exists(variable => variable.Name == name)) throw fields.Find("biomarker")!.Fault($"'{name}' is no variable of the population.");
            return new(name, Fields.NumberOf(above, -1e15, 1e14), only);
        }
        Name(name, prevalence!);
        var share = Fields.NumberOf(prevalence!, .0001, 1);
        Add(new Variable.Category(name, ["negative", "positive"], [1 - share, share]), prevalence!);
        return new(name, .5, only);
    }

    private void Name(string name, ProtocolNode node)
    {
        if (!Word().IsMatch(name) || name is "and" or "or" or "not" or "value" or "baseline" or "change" or "relative") throw node.Fault($"'{name}' cannot be a variable's name: a letter, then letters, digits and underscores, and no word of formulas.");
        if (_variables.Exists(variable => variable.Name == name)) throw node.Fault($"There are two variables '{name}'.");
    }

    private void Add(Variable variable, ProtocolNode node)
    {
        _variables.Add(variable);
        _places.Add(node);
    }

    private Variable One(string name, ProtocolNode node)
    {
        if (node is ProtocolNode.Scalar { Number: { } same }) return new Variable.Fixed(name, same);
        var fields = Fields.Of(node);
        var kind = fields.Text("distribution", "normal, lognormal, uniform, categorical, fixed or derived");
        Variable variable = kind switch
        {
            "normal" => Bell(name, fields, isLogarithm: false),
            "lognormal" => Bell(name, fields, isLogarithm: true),
            "uniform" => Between(name, fields),
            "categorical" => Category(name, fields.Need("shares", "the share of each word")),
            "fixed" => new Variable.Fixed(name, fields.Number("value", -1e15, 1e14, "the same in everybody")),
            "derived" => new Variable.Derived(name, Formulas.Read(fields.Need("formula", "from the variables before it"))),
            _ => throw fields.Find("distribution")!.Fault($"'{kind}' is not known; known are normal, lognormal, uniform, categorical, fixed, derived."),
        };
        fields.End();
        return variable;
    }

    private static Variable.Bell Bell(string name, Fields fields, bool isLogarithm)
    {
        double mean, deviation;
        if (isLogarithm)
        {
            mean = Math.Log(fields.Number("median", double.Epsilon, 1e14, "its middle"));
            var (cv, sd) = (fields.MaybeNumber("cv", 0, 100), fields.MaybeNumber("sdLog", 0, 10));
            if (cv is null == sd is null) throw fields.Fault("A log-normal variable has one of cv (the coefficient of variation, 0.3 is 30 %) and sdLog (the standard deviation of its logarithm).");
            deviation = sd ?? Math.Sqrt(Math.Log(1 + cv!.Value * cv.Value));
        }
        else
        {
            (mean, deviation) = (fields.Number("mean", -1e15, 1e14, "its middle"), fields.Number("sd", 0, 1e14, "its standard deviation"));
        }
        var (least, most) = (fields.MaybeNumber("least", -1e15, 1e14) ?? double.NegativeInfinity, fields.MaybeNumber("most", -1e15, 1e14) ?? double.PositiveInfinity);
        if (!(most > least)) throw fields.Fault(ProtocolReader.Invariant($"The least, {least}, is not below the most, {most}."));
        var bell = new Variable.Bell(name, mean, deviation, isLogarithm, least, most);
        return bell.Share > 1e-6 ? bell : throw fields.Fault("Hardly anything of the bell lies between least and most.");
    }

    private static Variable.Uniform Between(string name, Fields fields)
    {
        var (least, most) = (fields.Number("least", -1e15, 1e14, "lower bound"), fields.Number("most", -1e15, 1e14, "upper bound"));
        return most > least ? new(name, least, most) : throw fields.Fault(ProtocolReader.Invariant($"The least, {least}, is not below the most, {most}."));
    }

    private static Variable.Category Category(string name, ProtocolNode shares)
    {
        var words = new List<string>();
        var numbers = new List<double>();
        foreach (var (word, share) in Fields.Of(shares).All())
        {
            words.Add(word);
            numbers.Add(Fields.NumberOf(share, 0, 1e9));
        }
        if (words.Count < 2) throw shares.Fault($"'{name}' has {words.Count} words; a categorical variable has two at least.");
        return numbers.Sum() > 0 ? new(name, words, numbers) : throw shares.Fault("The shares are all 0.");
    }

    private double[,]? Correlation(Fields fields)
    {
        var list = fields.List("correlations");
        if (list.Count == 0) return null;
        string[] drawn = [.. _variables.Where(variable => variable.IsDrawn).Select(variable => variable.Name)];
        var matrix = new double[drawn.Length, drawn.Length];
        for (var i = 0; i < drawn.Length; i++) matrix[i, i] = 1;
        foreach (var node in list)
        {
            var row = Fields.Of(node);
            var between = row.Need("between", "two variables");
            var pair = Fields.ItemsOf(between);
            if (pair.Count != 2) throw between.Fault($"A correlation is between two variables, not {pair.Count}.");
            var (a, b) = (Place(pair[0]), Place(pair[1]));
            if (a == b) throw between.Fault("A variable is not correlated with itself.");
            if (matrix[a, b] != 0) throw node.Fault("This correlation is given twice.");
            matrix[a, b] = matrix[b, a] = row.Number("is", -1, 1, "−1 to 1");
            row.End();
        }
        return matrix;

        int Place(ProtocolNode node)
        {
            var place = Array.IndexOf(drawn, Fields.TextOf(node));
            return place >= 0 ? place : throw node.Fault($"'{Fields.TextOf(node)}' is no variable that is drawn; there are {string.Join(", ", drawn)}.");
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,39}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
