using System.Text.Json.Serialization;

namespace TwinGrid.Gateway.Api.Problems;

/// <summary>One field that is wrong, and why.</summary>
/// <param name="Field">Where: a name, or a path such as <c>samples[3].unit</c>.</param>
/// <param name="Reason">Why, and what would be right. Never repeats a measured value.</param>
public sealed record FieldError(string Field, string Reason)
{
    /// <summary>Its line in a protocol, from 1; absent elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Line { get; init; }
}
