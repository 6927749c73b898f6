namespace TwinGrid.Formats.Fhir;

/// <summary>What a file of FHIR holds, counted.</summary>
/// <param name="Form">json, lines (a resource a line), xml.</param>
/// <param name="Bundle">The bundle's type; null where it is none.</param>
/// <param name="Resources">How many there are.</param>
/// <param name="Kinds">How many of each kind.</param>
public sealed record FhirContents(string Form, string? Bundle, int Resources, IReadOnlyDictionary<string, int> Kinds);
