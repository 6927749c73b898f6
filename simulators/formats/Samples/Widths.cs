namespace TwinGrid.Formats.Samples;

/// <summary>Full-width letters, digits and signs as keyboards of Japan write them, in ASCII.</summary>
public static class Widths
{
    public static string Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(IsWide) ? string.Create(text.Length, text, (made, from) => { for (var i = 0; i < made.Length; i++) made[i] = Narrow(from[i]); }) : text;
    }

    private static bool IsWide(char letter) => letter is >= '！' and <= '～' or '　';

    private static char Narrow(char letter) => !IsWide(letter) ? letter : letter == '　' ? ' ' : (char)(letter - '！' + '!');
}
