using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace TwinGrid.Trials.Protocols;

/// <summary>Reads the text of a protocol into nodes that know their places: JSON where the first letter is <c>{</c>, else YAML.</summary>
internal static class ProtocolText
{
    private const int MostLetters = 1_000_000, Deepest = 32;

    /// <exception cref="ProtocolException">The text is neither, or says a name twice.</exception>
    public static ProtocolNode.Mapping Read(string text, string file)
    {
        if (text.Length > MostLetters) throw new ProtocolException(file, 1, 1, "", $"It has {text.Length} letters; a protocol has {MostLetters} at most.");
        var node = text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal) ? new Json(text, file).Read() : Yaml(text, file);
        return node as ProtocolNode.Mapping ?? throw node.Fault($"It is {node.What}, but a protocol is a group of named parts: id, population, model, arms and so on.");
    }

    private static ProtocolNode Yaml(string text, string file)
    {
        try
        {
            var events = new Parser(new StringReader(text));
            events.Consume<StreamStart>();
            if (events.Accept<StreamEnd>(out _)) throw new ProtocolException(file, 1, 1, "", "It is empty.");
            events.Consume<DocumentStart>();
            var whole = Node(events, file, "", 0);
            events.Consume<DocumentEnd>();
            if (!events.TryConsume<StreamEnd>(out _)) throw new ProtocolException(file, (int)events.Current!.Start.Line, (int)events.Current.Start.Column, "", "A file holds one protocol; here a second one begins.");
            return whole;
        }
        catch (YamlException wrong)
        {
            throw new ProtocolException(file, Math.Max((int)wrong.Start.Line, 1), Math.Max((int)wrong.Start.Column, 1), "", $"This is no YAML: {wrong.Message.TrimEnd('.')}.");
        }
    }

    private static ProtocolNode Node(Parser events, string file, string path, int depth)
    {
        var at = events.Current!.Start;
        var place = new Place(file, (int)at.Line, (int)at.Column);
        if (depth > Deepest) throw new ProtocolException(file, place.Line, place.Column, path, $"Parts lie {Deepest} deep at most.");
        if (events.TryConsume<Scalar>(out var scalar)) return new ProtocolNode.Scalar(place, path, scalar.Value, scalar.Style != ScalarStyle.Plain);
        if (events.TryConsume<SequenceStart>(out _))
        {
            var items = new List<ProtocolNode>();
            while (!events.TryConsume<SequenceEnd>(out _)) items.Add(Node(events, file, $"{path}[{items.Count}]", depth + 1));
            return new ProtocolNode.Sequence(place, path, items);
        }
        if (events.TryConsume<MappingStart>(out _))
        {
            var parts = new List<KeyValuePair<string, ProtocolNode>>();
            while (!events.TryConsume<MappingEnd>(out _))
            {
                var before = events.Current!.Start;
                if (!events.TryConsume<Scalar>(out var key)) throw new ProtocolException(file, (int)before.Line, (int)before.Column, path, "A name is wanted here.");
                var below = ProtocolNode.Below(path, key.Value);
                if (parts.Exists(part => part.Key == key.Value)) throw new ProtocolException(file, (int)before.Line, (int)before.Column, below, "It is said twice.");
                parts.Add(KeyValuePair.Create(key.Value, Node(events, file, below, depth + 1)));
            }
            return new ProtocolNode.Mapping(place, path, parts);
        }
        throw new ProtocolException(file, place.Line, place.Column, path, "Anchors and references (& and *) are not read; write it out.");
    }

    /// <summary>JSON token by token.</summary>
    private ref struct Json(string text, string file)
    {
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);
        private Utf8JsonReader _reader;

        public ProtocolNode Read()
        {
            try
            {
                _reader = new(_bytes, new JsonReaderOptions { MaxDepth = Deepest });
                _reader.Read();
                var whole = Node("");
                while (_reader.Read()) { }
                return whole;
            }
            catch (JsonException wrong)
            {
                throw new ProtocolException(file, (int)(wrong.LineNumber ?? 0) + 1, (int)(wrong.BytePositionInLine ?? 0) + 1, "", $"This is no JSON: {wrong.Message.Split(" LineNumber")[0].TrimEnd('.')}.");
            }
        }

        private ProtocolNode Node(string path)
        {
            var place = Here();
            switch (_reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    var parts = new List<KeyValuePair<string, ProtocolNode>>();
                    while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
                    {
                        var name = _reader.GetString()!;
                        var (at, below) = (Here(), ProtocolNode.Below(path, name));
                        if (parts.Exists(part => part.Key == name)) throw new ProtocolException(file, at.Line, at.Column, below, "It is said twice.");
                        _reader.Read();
                        parts.Add(KeyValuePair.Create(name, Node(below)));
                    }
                    return new ProtocolNode.Mapping(place, path, parts);
                case JsonTokenType.StartArray:
                    var items = new List<ProtocolNode>();
                    while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray) items.Add(Node($"{path}[{items.Count}]"));
                    return new ProtocolNode.Sequence(place, path, items);
                case JsonTokenType.String:
                    return new ProtocolNode.Scalar(place, path, _reader.GetString()!, true);
                default:
                    return new ProtocolNode.Scalar(place, path, Encoding.UTF8.GetString(_reader.ValueSpan), false);
            }
        }

        private readonly Place Here()
        {
            var before = _bytes.AsSpan(0, (int)_reader.TokenStartIndex);
            var newLine = before.LastIndexOf((byte)'\n');
            return new(file, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(newLine + 1)..]) + 1);
        }
    }
}
