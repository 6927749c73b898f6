namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>Reads the parameters of an address that stands in a body or a header.</summary>
internal static class QueryText
{
    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(string query) =>
    [
        .. query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(Plain(pair[0]), pair.Length > 1 ? Plain(pair[1]) : "")),
    ];

    private static string Plain(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
