using System.Diagnostics.CodeAnalysis;

namespace TwinGrid.Vault.Studies;

/// <summary>
/// A pseudonym that people can copy: thirteen characters that stand for 65 bits and two that check them, in three groups of five. The alphabet has no B, I, O, S, which
/// look like 8, 1, 0, 5 and are read as them. Any one or two wrong characters are noticed, so also any two that changed places.
/// </summary>
/// <remarks>
/// A shortened Reed–Solomon code over GF(32), minimum distance 3, with the alphabet of Faldum &amp; Pommerening, An optimal code for patient identifiers, Comput Methods
/// Programs Biomed 79 (2005) 81–88.
/// </remarks>
public readonly record struct StudyPseudonym
{
    internal const int DataCharacters = 13;

    private const int Characters = DataCharacters + 2, Group = 5;
    private const string Alphabet = "0123456789ACDEFGHJKLMNPQRTUVWXYZ";

    private readonly string? _value;

    private StudyPseudonym(string value) => _value = value;

    /// <summary>As it is written: <c>7KQ2M-04FTA-9XWC0</c>.</summary>
    public string Value => _value ?? "";

    /// <summary>Reads one as people write it: small letters, spaces, letters that look like digits, full-width characters.</summary>
    /// <param name="fault">What is wrong with it, without repeating it.</param>
    public static bool TryParse(string? text, out StudyPseudonym pseudonym, [NotNullWhen(false)] out string? fault)
    {
        pseudonym = default;
        Span<int> symbols = stackalloc int[Characters];
        var count = 0;
        foreach (var letter in text ?? "")
        {
            if (char.IsWhiteSpace(letter) || letter is '-' or '‐' or '－' or '–') continue;
            var symbol = Alphabet.IndexOf(Plain(letter), StringComparison.Ordinal);
            if (symbol < 0)
            {
                fault = "holds a character that no pseudonym has";
                return false;
            }
            if (count < Characters) symbols[count] = symbol;
            count++;
        }
        fault = count != Characters ? $"must have {Characters} letters and digits" : Checks(symbols) ? null : "has a typing error: its check characters do not fit";
        if (fault is not null) return false;
        pseudonym = new StudyPseudonym(Write(symbols));
        return true;
    }

    /// <summary>The pseudonym that the first 65 bits stand for.</summary>
    internal static StudyPseudonym OfBits(ReadOnlySpan<byte> bits)
    {
        Span<int> symbols = stackalloc int[Characters];
        for (var i = 0; i < DataCharacters; i++)
        {
            var at = i * 5;
            var two = (bits[at / 8] << 8) | (at / 8 + 1 < bits.Length ? bits[at / 8 + 1] : 0);
            symbols[i] = (two >> (11 - at % 8)) & 31;
        }
        Complete(symbols);
        return new StudyPseudonym(Write(symbols));
    }

    public override string ToString() => Value;

    /// <summary>Both sums are zero: Σ cᵢ αⁱ and Σ cᵢ α²ⁱ.</summary>
    private static bool Checks(ReadOnlySpan<int> symbols) => Sum(symbols, 1) == 0 && Sum(symbols, 2) == 0;

    /// <summary>Sets the last two so that both sums are zero: two equations with two unknowns.</summary>
    private static void Complete(Span<int> symbols)
    {
        const int First = DataCharacters, Second = DataCharacters + 1;
        var (one, two) = (Sum(symbols[..First], 1), Sum(symbols[..First], 2));
        symbols[Second] = Field.Divide(two ^ Field.Multiply(one, Field.Power(First)), Field.Power(2 * Second) ^ Field.Power(First + Second));
        symbols[First] = Field.Divide(one ^ Field.Multiply(symbols[Second], Field.Power(Second)), Field.Power(First));
    }

    private static int Sum(ReadOnlySpan<int> symbols, int step)
    {
        var sum = 0;
        for (var i = 0; i < symbols.Length; i++) sum ^= Field.Multiply(symbols[i], Field.Power(i * step));
        return sum;
    }

    private static string Write(ReadOnlySpan<int> symbols)
    {
        Span<char> text = stackalloc char[Characters + 2];
        var place = 0;
        for (var i = 0; i < Characters; i++)
        {
            if (i > 0 && i % Group == 0) text[place++] = '-';
            text[place++] = Alphabet[symbols[i]];
        }
        return new string(text);
    }

    private static char Plain(char letter) => char.ToUpperInvariant(letter is >= '！' and <= '～' ? (char)(letter - '！' + '!') : letter) switch
    {
        'B' => '8',
        'I' => '1',
        'O' => '0',
        'S' => '5',
        var other => other,
    };

    /// <summary>GF(32) by powers of α, a root of x⁵ + x² + 1.</summary>
    private static class Field
    {
        private const int Order = 31, Polynomial = 0b100101;

        private static readonly int[] Powers = MakePowers();
        private static readonly int[] Logarithms = MakeLogarithms();

        public static int Power(int exponent) => Powers[exponent % Order];

        public static int Multiply(int a, int b) => a == 0 || b == 0 ? 0 : Power(Logarithms[a] + Logarithms[b]);

        public static int Divide(int a, int b) => a == 0 ? 0 : Power(Logarithms[a] + Order - Logarithms[b]);

        private static int[] MakePowers()
        {
            var powers = new int[Order];
            for (int i = 0, value = 1; i < Order; i++)
            {
                powers[i] = value;
                value <<= 1;
                if (value > Order) value ^= Polynomial;
            }
            return powers;
        }

        private static int[] MakeLogarithms()
        {
            var logarithms = new int[Order + 1];
            for (var i = 0; i < Order; i++) logarithms[Powers[i]] = i;
            return logarithms;
        }
    }
}
