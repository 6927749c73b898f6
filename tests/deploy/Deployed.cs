using Microsoft.Extensions.Configuration;
using TwinGrid.Testbed.Processes;
using YamlDotNet.RepresentationModel;

namespace TwinGrid.Deploy.Tests;

/// <summary>What stands in <c>deploy</c>, read as the tools that use it would.</summary>
internal static class Deployed
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "deploy");

    public static string Text(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, .. path]));

    /// <summary>The one document of a YAML file, anchors and merges resolved.</summary>
    public static YamlMappingNode Yaml(params string[] path)
    {
        var stream = new YamlStream();
        using var text = new StringReader(Text(path));
        stream.Load(text);
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    /// <summary>A value; null where there is none. What is merged in by <c>&lt;&lt;</c> counts.</summary>
    public static YamlNode? At(this YamlNode node, string key)
    {
        if (node is not YamlMappingNode mapping) return null;
        if (mapping.Children.TryGetValue(new YamlScalarNode(key), out var own)) return own;
        return mapping.Children.TryGetValue(new YamlScalarNode("<<"), out var merged) ? Merged(merged).Select(one => one.At(key)).FirstOrDefault(found => found is not null) : null;
    }

    /// <summary>One mapping is merged in, or a list of them.</summary>
    private static IEnumerable<YamlNode> Merged(YamlNode value) => value is YamlSequenceNode list ? list.Children : [value];

    public static string Word(this YamlNode node) => ((YamlScalarNode)node).Value!;

    /// <summary>The names and values of a mapping, merged ones included, own ones first.</summary>
    public static Dictionary<string, YamlNode> Entries(this YamlNode? node)
    {
        var entries = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        if (node is not YamlMappingNode mapping) return entries;
        foreach (var (key, value) in mapping.Children.Where(child => child.Key.Word() != "<<")) entries[key.Word()] = value;
        foreach (var (key, value) in mapping.Children.Where(child => child.Key.Word() == "<<").SelectMany(child => Merged(child.Value)).SelectMany(one => one.Entries())) entries.TryAdd(key, value);
        return entries;
    }

    public static IEnumerable<YamlNode> Items(this YamlNode? node) => node is YamlSequenceNode sequence ? sequence.Children : [];

    /// <summary>Settings as a process would find them in its environment.</summary>
    public static IConfiguration Settings(IEnumerable<KeyValuePair<string, string>> environment) => new ConfigurationBuilder()
        .AddInMemoryCollection(environment.Select(pair => new KeyValuePair<string, string?>(pair.Key.Replace("__", ":", StringComparison.Ordinal), pair.Value))).Build();
}
