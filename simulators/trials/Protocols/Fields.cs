using System.Globalization;

namespace TwinGrid.Trials.Protocols;

/// <summary>Takes the named parts of a group one by one; at the end none may be left that nobody asked for.</summary>
internal sealed class Fields
{
    private readonly ProtocolNode.Mapping _group;
    private readonly List<string> _asked = [];

    private Fields(ProtocolNode.Mapping group) => _group = group;

    /// <exception cref="ProtocolException">It is no group.</exception>
    public static Fields Of(ProtocolNode node) =>
        new(node as ProtocolNode.Mapping ?? throw node.Fault($"Named parts are wanted here, not {node.What}."));

    /// <summary>The group itself.</summary>
    public ProtocolNode.Mapping Group => _group;

    public ProtocolException Fault(string reason) => _group.Fault(reason);

    /// <summary>Every part, whatever its name.</summary>
    public IEnumerable<KeyValuePair<string, ProtocolNode>> All()
    {
        foreach (var part in _group.Parts)
        {
            _asked.Add(part.Key);
            yield return part;
        }
    }

    /// <summary>A part that may be left out; null where it is.</summary>
    public ProtocolNode? Find(string name)
    {
        _asked.Add(name);
        return _group.Find(name) is { } node && node is not ProtocolNode.Scalar { IsNothing: true } ? node : null;
    }

    public ProtocolNode Need(string name, string what) => Find(name) ?? throw _group.Fault($"It has no '{name}' ({what}).");

    public Fields? Part(string name) => Find(name) is { } node ? Of(node) : null;

    public string Text(string name, string what) => TextOf(Need(name, what));

    public string? MaybeText(string name) => Find(name) is { } node ? TextOf(node) : null;

    public static string TextOf(ProtocolNode node) =>
        node is ProtocolNode.Scalar { Text.Length: > 0 } scalar ? scalar.Text : throw node.Fault($"A text is wanted, not {node.What}.");

    public double? MaybeNumber(string name, double least, double most, string unit = "") => Find(name) is { } node ? NumberOf(node, least, most, unit) : null;

    public double Number(string name, double least, double most, string what, string unit = "") => NumberOf(Need(name, what), least, most, unit);

    public static double NumberOf(ProtocolNode node, double least, double most, string unit = "")
    {
        if (node is not ProtocolNode.Scalar { Number: { } number }) throw node.Fault($"A number is wanted, not {node.What}.");
        return number >= least && number <= most ? number : throw node.Fault(string.Create(CultureInfo.InvariantCulture, $"{number:G10}{Spaced(unit)} is not possible; {Range(number > most, least, most, unit)}."));
    }

    public int? MaybeCount(string name, int least, int most) => Find(name) is { } node ? CountOf(node, least, most) : null;

    public static int CountOf(ProtocolNode node, int least, int most)
    {
        var number = NumberOf(node, least, most);
        return number == Math.Floor(number) ? (int)number : throw node.Fault(string.Create(CultureInfo.InvariantCulture, $"{number:G10} is no whole number."));
    }

    public bool Flag(string name) => Find(name) switch
    {
        null => false,
        ProtocolNode.Scalar { IsQuoted: false, Text: "true" } => true,
        ProtocolNode.Scalar { IsQuoted: false, Text: "false" } => false,
        { } node => throw node.Fault($"true or false is wanted, not {node.What}."),
    };

    /// <summary>One of a few words.</summary>
    public T Choice<T>(string name, T standard, params (string Word, T Meaning)[] words)
    {
        if (Find(name) is not { } node) return standard;
        var text = TextOf(node);
        foreach (var (word, meaning) in words)
            if (word == text) return meaning;
        throw node.Fault($"'{text}' is not known; known are {string.Join(", ", words.Select(word => word.Word))}.");
    }

    public IReadOnlyList<ProtocolNode> List(string name) => Find(name) is { } node ? ItemsOf(node) : [];

    public static IReadOnlyList<ProtocolNode> ItemsOf(ProtocolNode node) =>
        node is ProtocolNode.Sequence list ? list.Items : throw node.Fault($"A list is wanted, not {node.What}.");

    /// <summary>Refuses parts that nobody asked for.</summary>
    public void End()
    {
        foreach (var (name, node) in _group.Parts)
            if (!_asked.Contains(name, StringComparer.Ordinal))
                throw node.Fault($"'{name}' is not known here; known are {string.Join(", ", _asked.Distinct(StringComparer.Ordinal))}.");
    }

    private static string Range(bool isTooLarge, double least, double most, string unit) =>
        isTooLarge ? $"at most {Shown(most)}{Spaced(unit)} is" : most >= 1e14 ? least == double.Epsilon ? $"anything above 0{Spaced(unit)} is" : $"{Shown(least)}{Spaced(unit)} or more is" : $"{Shown(least)} to {Shown(most)}{Spaced(unit)} is";

    private static string Shown(double bound) => bound == double.Epsilon ? "above 0" : bound.ToString("G10", CultureInfo.InvariantCulture);

    private static string Spaced(string unit) => unit.Length > 0 ? " " + unit : "";
}
