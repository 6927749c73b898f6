using System.Globalization;

namespace TwinGrid.Trials.Protocols;

/// <summary>A number or a condition (1 where it holds, else 0) computed from a patient's variables. Never changes; many threads may share it.</summary>
/// <remarks>
/// <para>Numbers, names, <c>+ - * / ^</c>, <c>&lt; &lt;= &gt; &gt;= == !=</c>, <c>and or not</c>, brackets, and exp, log, sqrt, abs, min, max, if(condition, then, else).</para>
/// <para>A word of a categorical variable stands for its number: <c>sex == 'female'</c>.</para>
/// </remarks>
public sealed class Formula
{
    private readonly Func<double[], double> _value;

    private Formula(string text, Func<double[], double> value, IReadOnlyList<string> names) => (Text, _value, Names) = (text, value, names);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Variables it reads.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether it reads none.</summary>
    public bool IsConstant => Names.Count == 0;

    /// <summary>Its value.</summary>
    /// <param name="variables">In the order that was known when it was read.</param>
    public double Of(double[] variables) => _value(variables);

    /// <summary>Always the same.</summary>
    public static Formula Constant(double value) => new(value.ToString("R", CultureInfo.InvariantCulture), _ => value, []);

    /// <summary>Reads a formula.</summary>
    /// <param name="text">As written.</param>
    /// <param name="find">The place of a variable; below 0: there is none of that name.</param>
    /// <param name="word">The number of a categorical variable's word; null: there is none. Asked with the variable's name.</param>
    /// <exception cref="FormatException">It cannot be understood; the message says where and why.</exception>
    internal static Formula Read(string text, Func<string, int> find, Func<string, string, double?> word)
    {
        var reader = new Reader(text, find, word);
        var value = reader.Or();
        reader.End();
        return new(text, value, reader.Names);
    }

    private sealed class Reader(string text, Func<string, int> find, Func<string, string, double?> word)
    {
        private const int Deepest = 64;

        private static readonly string[] Signs = ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ","];

        private int _at, _depth;
        private string? _lastName;

        public List<string> Names { get; } = [];

        public Func<double[], double> Or()
        {
            if (++_depth > Deepest) throw new FormatException($"Brackets lie {Deepest} deep at most.");
            var left = And();
            while (Word("or"))
            {
                var (a, b) = (left, And());
                left = x => a(x) != 0 || b(x) != 0 ? 1 : 0;
            }
            _depth--;
            return left;
        }

        public void End()
        {
            Skip();
            if (_at < text.Length) throw new FormatException($"'{text[_at..]}' is not understood in '{text}'.");
        }

        private Func<double[], double> And()
        {
            var left = Not();
            while (Word("and"))
            {
                var (a, b) = (left, Not());
                left = x => a(x) != 0 && b(x) != 0 ? 1 : 0;
            }
            return left;
        }

        private Func<double[], double> Not()
        {
            if (!Word("not")) return Compared();
            if (++_depth > Deepest) throw new FormatException($"'not' stands {Deepest} times at most.");
            var inner = Not();
            _depth--;
            return x => inner(x) == 0 ? 1 : 0;
        }

        private Func<double[], double> Compared()
        {
            _lastName = null;
            var a = Sum();
            var name = _lastName;
            var sign = Sign("<=", ">=", "==", "!=", "<", ">");
            if (sign is null) return a;
            Skip();
            if (_at < text.Length && text[_at] == '\'')
            {
                var end = text.IndexOf('\'', _at + 1);
                if (end < 0) throw new FormatException($"A ' is missing in '{text}'.");
                var said = text[(_at + 1)..end];
                _at = end + 1;
                if (name is null || sign is not ("==" or "!=")) throw new FormatException($"'{said}' can only be compared with a variable, by == or !=.");
                var number = word(name, said) ?? throw new FormatException($"'{said}' is no value of '{name}'.");
                return sign == "==" ? x => a(x) == number ? 1 : 0 : x => a(x) != number ? 1 : 0;
            }
            var b = Sum();
            return sign switch
            {
                "<=" => x => a(x) <= b(x) ? 1 : 0,
                ">=" => x => a(x) >= b(x) ? 1 : 0,
                "==" => x => a(x) == b(x) ? 1 : 0,
                "!=" => x => a(x) != b(x) ? 1 : 0,
                "<" => x => a(x) < b(x) ? 1 : 0,
                _ => x => a(x) > b(x) ? 1 : 0,
            };
        }

        private Func<double[], double> Sum()
        {
            var left = Product();
            while (Sign("+", "-") is { } sign)
            {
                var (a, b) = (left, Product());
                left = sign == "+" ? x => a(x) + b(x) : x => a(x) - b(x);
                _lastName = null;
            }
            return left;
        }

        private Func<double[], double> Product()
        {
            var left = Signed();
            while (Sign("*", "/") is { } sign)
            {
                var (a, b) = (left, Signed());
                left = sign == "*" ? x => a(x) * b(x) : x => a(x) / b(x);
                _lastName = null;
            }
            return left;
        }

        private Func<double[], double> Signed()
        {
            if (Sign("-") is null) return Power();
            if (++_depth > Deepest) throw new FormatException($"'-' stands {Deepest} times at most.");
            var inner = Signed();
            _depth--;
            return x => -inner(x);
        }

        private Func<double[], double> Power()
        {
            var a = One();
            if (Sign("^") is null) return a;
            var b = Signed();
            return x => Math.Pow(a(x), b(x));
        }

        private Func<double[], double> One()
        {
            if (Sign("(") is not null)
            {
                var inner = Or();
                Expect(")");
                return inner;
            }
            Skip();
            var start = _at;
            if (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.'))
            {
                while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.' || (text[_at] is 'e' or 'E') || (text[_at] is '+' or '-' && text[_at - 1] is 'e' or 'E'))) _at++;
                var digits = text[start.._at];
                if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) throw new FormatException($"'{digits}' is no number.");
                return _ => number;
            }
            while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] == '_')) _at++;
            if (_at == start) throw new FormatException(_at < text.Length ? $"'{text[_at..]}' is not understood in '{text}'." : $"'{text}' ends too early.");
            var name = text[start.._at];
            if (Sign("(") is not null) return Function(name);
            var place = find(name);
            if (place < 0) throw new FormatException($"'{name}' is no variable of the population.");
            if (!Names.Contains(name, StringComparer.Ordinal)) Names.Add(name);
            _lastName = name;
            return x => x[place];
        }

        private Func<double[], double> Function(string name)
        {
            var first = Or();
            if (name is "exp" or "log" or "sqrt" or "abs")
            {
                Expect(")");
                return name switch { "exp" => x => Math.Exp(first(x)), "log" => x => Math.Log(first(x)), "sqrt" => x => Math.Sqrt(first(x)), _ => x => Math.Abs(first(x)) };
            }
            if (name is not ("min" or "max" or "if")) throw new FormatException($"'{name}' is no function; known are exp, log, sqrt, abs, min, max, if.");
            Expect(",");
            var second = Or();
            if (name == "if")
            {
                Expect(",");
                var third = Or();
                Expect(")");
                return x => first(x) != 0 ? second(x) : third(x);
            }
            Expect(")");
            return name == "min" ? x => Math.Min(first(x), second(x)) : x => Math.Max(first(x), second(x));
        }

        private bool Word(string wanted)
        {
            Skip();
            var end = _at + wanted.Length;
            if (end > text.Length || !text.AsSpan(_at, wanted.Length).SequenceEqual(wanted)) return false;
            if (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_')) return false;
            _at = end;
            return true;
        }

        private string? Sign(params ReadOnlySpan<string> wanted)
        {
            Skip();
            foreach (var sign in Signs)
            {
                if (!text.AsSpan(_at).StartsWith(sign, StringComparison.Ordinal)) continue;
                if (!wanted.Contains(sign)) return null;
                _at += sign.Length;
                return sign;
            }
            return null;
        }

        private void Expect(string sign)
        {
            if (Sign(sign) is null) throw new FormatException($"'{sign}' is missing in '{text}'.");
        }

        private void Skip()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        }
    }
}
