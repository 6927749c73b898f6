using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;

namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>An entry of a bundle as a request: a method, what it is about, and under which condition.</summary>
/// <param name="Query">Behind the question mark; null where there is none.</param>
internal sealed record BundleEntry(string Path, string Method, string Url, RecordType Type, string? Id, string? Version, string? Query, bool IsHistory, JsonObject? Resource)
{
    public string? FullUrl { get; init; }

    public string? IfMatch { get; init; }

    public string? IfNoneExist { get; init; }

    public bool IsWrite => Method is "POST" or "PUT";

    /// <summary>Reads an entry of a transaction or a batch.</summary>
    /// <exception cref="FhirFault">It is no request that is served.</exception>
    public static BundleEntry Read(JsonObject entry, string path)
    {
        if (entry["request"] is not JsonObject request || References.Text(request, "method") is not { } method || References.Text(request, "url") is not { Length: > 0 } url)
            throw FhirFault.Wrong("required", "The entry says neither method nor url.", $"{path}.request");
        var question = url.IndexOf('?', StringComparison.Ordinal);
        var parts = (question < 0 ? url : url[..question]).Trim('/').Split('/');
        var query = question < 0 ? null : url[(question + 1)..];
        if (RecordTypes.Find(parts[0]) is not { } type) throw new FhirFault(StatusCodes.Status404NotFound, new Issue("not-supported", $"'{parts[0]}' is not served here; GET /fhir/metadata lists what is.", $"{path}.request.url"));
        if (parts.Any(part => part.StartsWith('$'))) throw Unserved(path, "Operations are not served in bundles.");
        var resource = entry["resource"] as JsonObject;
        var read = new BundleEntry(path, method, url, type, parts.Length > 1 ? parts[1] : null, parts is [_, _, "_history", var version] ? version : null, query, parts is [_, _, "_history"], resource)
        {
            FullUrl = References.Text(entry, "fullUrl"), IfMatch = References.Text(request, "ifMatch"), IfNoneExist = References.Text(request, "ifNoneExist"),
        };
        var fits = (method, parts.Length) switch
        {
            ("GET", 1 or 2) => true,
            ("GET", 3) => parts[2] == "_history",
            ("GET", 4) => parts[2] == "_history",
            ("POST", 1) => query is null,
            ("PUT", 2) => query is null,
            ("PUT", 1) => query is { Length: > 0 },
            _ => false,
        };
        if (!fits) throw Unserved(path, $"{method} is not served at '{parts[0]}{(parts.Length > 1 ? "/…" : "")}'.");
        if (!read.IsWrite) return read;
        if (resource is null) throw FhirFault.Wrong("required", "The entry has no resource.", $"{path}.resource");
        if (References.Text(resource, "resourceType") != type.Name) throw FhirFault.Wrong("value", "The resource is of another kind than the url.", $"{path}.resource");
        if (method == "PUT" && query is null && type.IsKept && References.Text(resource, "id") != read.Id) throw FhirFault.Wrong("value", "An update must carry the id of its url.", $"{path}.resource.id");
        return read;
    }

    /// <summary>As the intake takes it.</summary>
    public WriteEntry ToWrite() => new(Path, Type, Resource!)
    {
        FullUrl = FullUrl, Id = Method == "PUT" ? Id : null, IsUpdate = Method == "PUT", Condition = Method == "PUT" ? Query : IfNoneExist, IfMatch = ETags.Read(IfMatch),
    };

    private static FhirFault Unserved(string path, string text) => FhirFault.Wrong("not-supported", text, $"{path}.request");
}
