namespace TwinGrid.Gateway.Api.Fhir.Bodies;

/// <summary>What of a resource is given (https://hl7.org/fhir/R4/search.html#summary).</summary>
/// <param name="Summary"><c>true</c>, <c>text</c>, <c>data</c>, or <c>false</c> for all of it.</param>
/// <param name="Elements">Elements by name, beside those that it must have; none for all.</param>
internal sealed record ResourcePart(string Summary, IReadOnlyList<string> Elements)
{
    public static ResourcePart Whole { get; } = new("false", []);

    public bool IsWhole => Summary == "false" && Elements.Count == 0;
}
