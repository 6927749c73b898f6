using System.Globalization;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Bodies;

/// <summary>Reads what came in the address, gathering everything that is wrong with it.</summary>
internal sealed class QueryFields
{
    private readonly FieldErrors _errors = new();

    public bool AnyWrong => _errors.Any;

    public Problem ToProblem() => _errors.ToProblem();

    public void Wrong(string name, string reason) => _errors.Add(name, reason);

    public int Whole(string name, string? text, int low, int high, int otherwise)
    {
        if (string.IsNullOrEmpty(text)) return otherwise;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high) return number;
        Wrong(name, $"must be a whole number from {low} to {high}");
        return otherwise;
    }

    public DateTimeOffset? Instant(string name, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (Instants.TryParse(text.Replace(' ', '+'), out var instant)) return instant; // an unescaped + arrives as a space
        Wrong(name, Instants.Wanted);
        return null;
    }

    /// <summary>Comma-separated words of a known few.</summary>
    public IReadOnlyList<T> Choices<T>(string name, string? text, IReadOnlyList<(string Word, T[] Meaning)> words)
    {
        if (string.IsNullOrEmpty(text)) return [];
        var chosen = new List<T>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var known = words.FirstOrDefault(w => string.Equals(w.Word, part, StringComparison.OrdinalIgnoreCase));
            if (known.Word is null) Wrong(name, $"must be of {string.Join(", ", words.Select(w => w.Word))}");
            else chosen.AddRange(known.Meaning.Except(chosen));
        }
        return chosen;
    }
}
