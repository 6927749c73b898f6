using System.Globalization;
using System.Text;

namespace TwinGrid.Vault.Identities;

/// <summary>
/// One form for what keyboards and card readers write in several: full-width letters and digits become ASCII, half-width kana full-width, every kind of hyphen one, spaces go.
/// By hand, for the runtime normalises nothing where it has no cultures.
/// </summary>
internal static class PlainForm
{
    private const string FullKana = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
    private const char FirstHalfKana = '\uFF66', LastHalfKana = '\uFF9D', HalfVoiced = '\uFF9E', HalfPlosive = '\uFF9F', Voiced = '\u3099', Plosive = '\u309A';
    private const string Voiceable = "カキクケコサシスセソタチツテトハヒフヘホかきくけこさしすせそたちつてとはひふへほ", Plosable = "ハヒフヘホはひふへほ";
    private const char LongVowel = 'ー';

    public static string Of(string text)
    {
        var made = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (IsSpace(letter)) continue;
            if (letter is HalfVoiced or Voiced or HalfPlosive or Plosive) Mark(made, letter is HalfVoiced or Voiced);
            else made.Append(Plain(letter));
        }
        for (var i = 0; i < made.Length; i++) // the long vowel is typed for a hyphen where it stands beside letters and digits
            if (made[i] == LongVowel && ((i > 0 && (char.IsAsciiLetterOrDigit(made[i - 1]) || made[i - 1] == '-')) || (i + 1 < made.Length && char.IsAsciiLetterOrDigit(made[i + 1])))) made[i] = '-';
        return made.ToString();
    }

    private static char Plain(char letter) => letter switch
    {
        >= '！' and <= '～' => letter == '－' ? '-' : (char)(letter - '！' + '!'),
        >= FirstHalfKana and <= LastHalfKana => FullKana[letter - FirstHalfKana],
        '‐' or '‑' or '‒' or '–' or '—' or '―' or '−' or '﹣' or '\u2043' => '-',
        _ => letter,
    };

    private static bool IsSpace(char letter) => char.IsWhiteSpace(letter) || letter is '\uFEFF' or '\u00AD' || CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.Format;

    /// <summary>A mark of voice joins the kana before it, as the full-width ones have it in one character.</summary>
    private static void Mark(StringBuilder made, bool isVoiced)
    {
        var last = made.Length > 0 ? made[^1] : '\0';
        if (isVoiced && last == 'ウ') made[^1] = 'ヴ';
        else if (isVoiced && Voiceable.Contains(last, StringComparison.Ordinal)) made[^1] = (char)(last + 1);
        else if (!isVoiced && Plosable.Contains(last, StringComparison.Ordinal)) made[^1] = (char)(last + 2);
        else made.Append(isVoiced ? '゛' : '゜');
    }
}
