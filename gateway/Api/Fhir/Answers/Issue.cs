using System.Text.Json.Nodes;

namespace TwinGrid.Gateway.Api.Fhir.Answers;

/// <summary>One thing that an OperationOutcome says.</summary>
/// <param name="Code">Of FHIR's issue types: <c>structure</c>, <c>value</c>, <c>not-found</c> …</param>
/// <param name="Text">What is wrong and what to do, without repeating what names a patient.</param>
/// <param name="Expression">The element, as <c>Observation.value</c>; null where none is at fault.</param>
internal sealed record Issue(string Code, string Text, string? Expression = null)
{
    /// <summary>error, warning, information.</summary>
    public string Severity { get; init; } = "error";

    public static JsonObject Outcome(IEnumerable<Issue> issues) => new()
    {
        ["resourceType"] = "OperationOutcome",
        ["issue"] = new JsonArray([.. issues.Select(issue => issue.ToJson())]),
    };

    private JsonObject ToJson()
    {
        var json = new JsonObject { ["severity"] = Severity, ["code"] = Code, ["diagnostics"] = Text };
        if (Expression is not null) json["expression"] = new JsonArray(Expression);
        return json;
    }
}
