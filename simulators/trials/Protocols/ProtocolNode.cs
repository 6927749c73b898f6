using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TwinGrid.Trials.Protocols;

/// <summary>A piece of a protocol's text: a word or number, a list, or named parts; it knows where it stands. Never changes.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Path">Such as <c>arms[1].dose</c>.</param>
internal abstract record ProtocolNode(Place Place, string Path)
{
    /// <summary>What is wrong here.</summary>
    public ProtocolException Fault(string reason) => new(Place.File, Place.Line, Place.Column, Path, reason);

    /// <summary>What it is, for a sentence.</summary>
    public abstract string What { get; }

    /// <summary>As JSON with sorted names and plain numbers: the same protocol gives the same text however it was written.</summary>
    public abstract JsonNode? ToJson();

    /// <summary>This node with another one at a path below it.</summary>
    /// <param name="steps">Names and indices.</param>
    /// <param name="other">What stands there instead; it keeps its own place.</param>
    /// <exception cref="ProtocolException">There is no such path; it is said at <paramref name="other"/>.</exception>
    public abstract ProtocolNode With(ReadOnlySpan<string> steps, ProtocolNode other);

    /// <summary>This node as it is at another path.</summary>
    public abstract ProtocolNode At(string path);

    /// <summary>A word, a sentence or a number.</summary>
    internal sealed record Scalar(Place Place, string Path, string Text, bool IsQuoted) : ProtocolNode(Place, Path)
    {
        public override string What => IsQuoted ? $"the text '{Text}'" : $"'{Text}'";

        /// <summary>As a finite number; null where it is none.</summary>
        public double? Number => !IsQuoted && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

        public bool IsNothing => !IsQuoted && Text is "" or "~" or "null";

        public override JsonNode? ToJson() => IsNothing ? null : Number is { } number ? JsonValue.Create(number) : !IsQuoted && Text is "true" or "false" ? JsonValue.Create(Text is "true") : JsonValue.Create(Text);

        public override ProtocolNode With(ReadOnlySpan<string> steps, ProtocolNode other) => steps.IsEmpty ? other.At(Path) : throw other.Fault($"{Path} is {What}, and nothing lies below it.");

        public override ProtocolNode At(string path) => this with { Path = path };
    }

    /// <summary>A list.</summary>
    internal sealed record Sequence(Place Place, string Path, IReadOnlyList<ProtocolNode> Items) : ProtocolNode(Place, Path)
    {
        public override string What => "a list";

        public override JsonNode ToJson() => new JsonArray([.. Items.Select(item => item.ToJson())]);

        public override ProtocolNode With(ReadOnlySpan<string> steps, ProtocolNode other)
        {
            if (steps.IsEmpty) return other.At(Path);
            if (!int.TryParse(steps[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= Items.Count)
                throw other.Fault($"{Path} has {Items.Count} entries, counted from 0; there is no '{steps[0]}'.");
            var items = Items.ToArray();
            items[index] = items[index].With(steps[1..], other);
            return this with { Items = items };
        }

        public override ProtocolNode At(string path) => this with { Path = path, Items = [.. Items.Select((item, i) => item.At($"{path}[{i}]"))] };
    }

    /// <summary>Named parts.</summary>
    internal sealed record Mapping(Place Place, string Path, IReadOnlyList<KeyValuePair<string, ProtocolNode>> Parts) : ProtocolNode(Place, Path)
    {
        public override string What => "a group of named parts";

        public ProtocolNode? Find(string name) => Parts.FirstOrDefault(part => part.Key == name).Value;

        public override JsonNode ToJson() => new JsonObject(Parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => KeyValuePair.Create(part.Key, part.Value.ToJson())));

        /// <remarks>A name that is not there yet is added: a sweep may set what the file leaves at its default.</remarks>
        public override ProtocolNode With(ReadOnlySpan<string> steps, ProtocolNode other)
        {
            if (steps.IsEmpty) return other.At(Path);
            var name = steps[0];
            var parts = Parts.ToList();
            var at = parts.FindIndex(part => part.Key == name);
            if (at < 0 && steps.Length > 1) throw other.Fault($"{(Path.Length == 0 ? "The protocol" : Path)} has no '{name}'; it has {string.Join(", ", parts.Select(part => part.Key))}.");
            if (at < 0) parts.Add(KeyValuePair.Create(name, other.At(Below(Path, name))));
            else parts[at] = KeyValuePair.Create(name, parts[at].Value.With(steps[1..], other));
            return this with { Parts = parts };
        }

        public override ProtocolNode At(string path) => this with { Path = path, Parts = [.. Parts.Select(part => KeyValuePair.Create(part.Key, part.Value.At(Below(path, part.Key))))] };
    }

    public static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>The steps of a path such as <c>arms[1].dose</c>.</summary>
    public static string[] Steps(string path) => path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries);

    private static readonly JsonSerializerOptions Form = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Canonical() => ToJson()?.ToJsonString(Form) ?? "null";
}

/// <summary>A place in a file.</summary>
/// <param name="File">As it was named.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct Place(string File, int Line, int Column);
