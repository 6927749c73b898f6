namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>Full-width letters, digits and signs as keyboards of Japan write them, in ASCII.</summary>
internal static class Widths
{
    public static string Plain(string text) => text.Any(letter => letter is >= '！' and <= '～' or '　')
        ? string.Create(text.Length, text, (made, from) => { for (var i = 0; i < made.Length; i++) made[i] = from[i] is >= '！' and <= '～' ? (char)(from[i] - '！' + '!') : from[i] == '　' ? ' ' : from[i]; })
        : text;
}
