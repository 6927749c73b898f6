using TwinGrid.Trials.Populations;

namespace TwinGrid.Trials.Protocols;

/// <summary>Reads formulas over the population's variables, and says where one is wrong.</summary>
/// <param name="variables">Those known so far; may grow.</param>
internal sealed class FormulaReader(IReadOnlyList<Variable> variables)
{
    /// <summary>A formula or a number.</summary>
    /// <param name="node">Where it stands.</param>
    /// <param name="form">What is made of it, such as <c>not ({0})</c>.</param>
    public Formula Read(ProtocolNode node, string form = "{0}") => Read(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Fields.TextOf(node)), node);

    /// <param name="text">The formula.</param>
    /// <param name="node">Where its faults are said.</param>
    public Formula Read(string text, ProtocolNode node)
    {
        try
        {
            var formula = Formula.Read(text, Find, Word);
            return !formula.IsConstant || double.IsFinite(formula.Of([])) ? formula : throw node.Fault($"'{text}' is no number.");
        }
        catch (FormatException wrong)
        {
            throw node.Fault(variables.Count > 0 && wrong.Message.EndsWith("no variable of the population.", StringComparison.Ordinal)
                ? $"{wrong.Message[..^1]}; there are {string.Join(", ", variables.Select(variable => variable.Name))}."
                : wrong.Message);
        }
    }

    /// <summary>A formula or a number that must be above a bound in the typical patient.</summary>
    public Formula Above(ProtocolNode node, double bound, double[] typical)
    {
        var formula = Read(node);
        var value = formula.Of(typical);
        return value > bound ? formula : throw node.Fault(ProtocolReader.Invariant($"It is {value:G6} in the typical patient, but must be above {bound}."));
    }

    private int Find(string name)
    {
        for (var i = 0; i < variables.Count; i++)
            if (variables[i].Name == name) return i;
        return -1;
    }

    private double? Word(string name, string word)
    {
        var words = variables.First(variable => variable.Name == name).Words;
        for (var i = 0; i < words.Count; i++)
            if (words[i] == word) return i;
        return null;
    }
}
