namespace TwinGrid.Vault.Identities;

/// <summary>Japan's individual number (個人番号), which must not be kept here: it is told by its twelve digits and its check digit.</summary>
/// <remarks>
/// 平成26年総務省令第85号 第5条: with P₁ the lowest of the eleven digits, Q_n = n + 1 up to n = 6 and n − 5 after, the check digit is 11 − (Σ P_n Q_n mod 11), and 0 where that
/// remainder is 0 or 1.
/// </remarks>
internal static class MyNumber
{
    private const int Digits = 12;

    /// <summary>True for twelve ASCII digits with the right check digit, whatever separates them.</summary>
    public static bool IsOne(string text)
    {
        Span<int> digits = stackalloc int[Digits];
        var count = 0;
        foreach (var letter in text)
        {
            if (letter is ' ' or '-' or '.' or '/' or '_' or ',') continue;
            if (!char.IsAsciiDigit(letter) || count == Digits) return false;
            digits[count++] = letter - '0';
        }
        if (count != Digits) return false;
        var sum = 0;
        for (var n = 1; n < Digits; n++) sum += digits[Digits - 1 - n] * (n <= 6 ? n + 1 : n - 5);
        var rest = sum % 11;
        return digits[^1] == (rest <= 1 ? 0 : 11 - rest);
    }
}
