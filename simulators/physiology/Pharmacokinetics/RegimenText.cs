using System.Globalization;
using System.Text.RegularExpressions;

namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>Regimens as people write them.</summary>
/// <remarks>
/// <para>Statements stand on lines of their own or between semicolons. Amounts in mg or g, times in h or days (d); order of the words is free after the amount:</para>
/// <code>
/// 1000 mg over 1 h every 12 h x 14
/// 500 mg oral at 24 h every 1 d until 7 d
/// 250 mg oral steady every 8 h x 3
/// hold from 48 h to 72 h
/// scale from 96 h by 0.75
/// </code>
/// </remarks>
public static partial class RegimenText
{
    /// <summary>Reads a regimen. Holds and scales work on the doses before them.</summary>
    /// <exception cref="RegimenTextException">A statement cannot be understood; it is named with its number.</exception>
    public static Regimen Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var regimen = new Regimen();
        var number = 0;
        foreach (var statement in text.Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            number++;
            try
            {
                regimen = Apply(regimen, new Words(statement));
            }
            catch (Exception wrong) when (wrong is FormatException or ArgumentException)
            {
                throw new RegimenTextException($"Statement {number}, '{statement}': {wrong.Message.Split(" (Parameter")[0]}", wrong);
            }
        }
        return regimen.Doses.Count > 0 ? regimen : throw new RegimenTextException("There is no dose.");
    }

    private static Regimen Apply(Regimen before, Words words)
    {
        if (words.Take("hold"))
        {
            words.Expect("from");
            var from = words.Hours();
            words.Expect("to");
            var to = words.Hours();
            words.End();
            return to > from ? before.Hold(from, to) : throw new FormatException($"A hold from {from} h to {to} h holds nothing.");
        }
        if (words.Take("scale"))
        {
            words.Expect("from");
            var from = words.Hours();
            words.Expect("by");
            var factor = words.Number();
            words.End();
            return factor >= 0 ? before.Scale(from, factor) : throw new FormatException("A dose cannot be scaled below nothing.");
        }
        return before.With(ReadDose(words));
    }

    private static Dose ReadDose(Words words)
    {
        var dose = new Dose(0, words.Milligrams());
        double? until = null;
        var (times, hasTimes) = (1, false);
        while (!words.IsAtEnd)
        {
            if (words.Take("at")) dose = dose with { Time = words.Hours() };
            else if (words.Take("over")) dose = dose with { Duration = words.Hours() };
            else if (words.Take("every")) dose = dose with { Interval = words.Hours() };
            else if (words.Take("until")) until = words.Hours();
            else if (words.Take("oral")) dose = dose with { Route = DoseRoute.Depot };
            else if (words.Take("steady")) dose = dose with { IsSteadyState = true };
            else if (words.Take("x")) (times, hasTimes) = (words.Count(), true);
            else throw new FormatException($"'{words.Next}' is not understood; known are at, over, every, until, x, oral, steady.");
        }
        if (until is { } end)
        {
            if (hasTimes) throw new FormatException("A dose has a number of times (x) or an end (until), not both.");
            if (!(dose.Interval > 0)) throw new FormatException("An end (until) needs an interval (every).");
            times = end > dose.Time ? (int)Math.Ceiling((end - dose.Time) / dose.Interval - 1e-9) : throw new FormatException($"The end at {end} h does not lie after the first dose at {dose.Time} h.");
        }
        if (times > 1 && !(dose.Interval > 0)) throw new FormatException("More than one dose needs an interval (every).");
        return dose with { Additional = times - 1 };
    }

    private sealed class Words(string statement)
    {
        private readonly string[] _words = [.. Word().Matches(statement).Select(match => match.Value)];
        private int _next;

        public bool IsAtEnd => _next == _words.Length;

        public string Next => IsAtEnd ? "the end" : _words[_next];

        public bool Take(string word)
        {
            if (!string.Equals(Next, word, StringComparison.OrdinalIgnoreCase)) return false;
            _next++;
            return true;
        }

        public void Expect(string word)
        {
            if (!Take(word)) throw new FormatException($"'{word}' is wanted where '{Next}' stands.");
        }

        public void End()
        {
            if (!IsAtEnd) throw new FormatException($"'{Next}' is one word too many.");
        }

        public double Number()
        {
            if (IsAtEnd || !double.TryParse(_words[_next], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) throw new FormatException($"A number is wanted where '{Next}' stands.");
            _next++;
            return number;
        }

        public int Count()
        {
            var number = Number();
            return number is >= 1 and <= 100_000 && number == Math.Floor(number) ? (int)number : throw new FormatException($"{number} is no number of doses.");
        }

        public double Milligrams()
        {
            var number = Number();
            if (Take("g")) return number * 1000;
            Expect("mg");
            return number;
        }

        public double Hours()
        {
            var number = Number();
            if (Take("d")) return number * 24;
            Expect("h");
            return number;
        }
    }

    [GeneratedRegex(@"[+-]?[0-9.]+(e[+-]?[0-9]+)?|[^\s0-9]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}

/// <summary>A regimen's text cannot be understood: who wrote it must act.</summary>
public sealed class RegimenTextException(string message, Exception? cause = null) : Exception(message, cause);
