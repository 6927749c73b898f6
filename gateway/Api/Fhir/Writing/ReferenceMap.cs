namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>Where references within a bundle lead to, once every entry has its name.</summary>
internal sealed class ReferenceMap
{
    private readonly Dictionary<string, string> _targets = new(StringComparer.Ordinal);

    public ReferenceMap(IReadOnlyList<WriteEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.FullUrl is { Length: > 0 } url) _targets[url] = $"{entry.Name}";
            if (!entry.IsUpdate && entry.Id is null && Bodies.References.Text(entry.Resource, "id") is { } id) _targets.TryAdd($"{entry.Type.Name}/{id}", $"{entry.Name}"); // some senders refer by their own ids
            foreach (var (condition, twin) in entry.Resolved) _targets[condition] = twin;
        }
    }

    /// <summary>Null where a reference leads out of the bundle.</summary>
    public string? Of(string reference) => _targets.GetValueOrDefault(reference);
}

/// <summary>What entries are called by references in words that are the same each time a bundle is sent.</summary>
internal sealed class NamedEntries
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public NamedEntries(IReadOnlyList<WriteEntry> entries)
    {
        foreach (var entry in entries)
            if (entry.FullUrl is { Length: > 0 } url) _names[url] = entry.Type.Name == "Patient" ? "the patient" : Origins.Name(entry.Resource);
    }

    public string? Of(string reference) => Bodies.References.IsPatient(reference) ? "the patient" : _names.GetValueOrDefault(reference);
}
