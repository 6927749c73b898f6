namespace TwinGrid.Gateway.Api.Fhir.Bodies;

/// <summary>Something remarkable in a resource that is kept all the same.</summary>
/// <param name="Code">It stands as a tag in the resource.</param>
internal sealed record Remark(string Code, string Text)
{
    public const string System = "urn:twingrid:remark";
}
