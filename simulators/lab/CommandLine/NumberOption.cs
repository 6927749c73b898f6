using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace TwinGrid.Lab.CommandLine;

/// <summary>An option that is a number within bounds.</summary>
public static class NumberOption
{
    /// <summary>A number that must be given, or stands at a default.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">Says the unit.</param>
    /// <param name="low">Smallest that is taken.</param>
    /// <param name="high">Largest that is taken.</param>
    /// <param name="standard">Its value where it is not given; null where it must be.</param>
    public static Option<T> Make<T>(string name, string description, T low, T high, T? standard = null)
        where T : struct, INumber<T>
    {
        var option = new Option<T>(name) { Description = description, HelpName = "number", Required = standard is null, CustomParser = result => Parse(result, name, low, high) };
        if (standard is { } value) option.DefaultValueFactory = _ => value;
        return option;
    }

    /// <summary>A number that may be left out.</summary>
    /// <inheritdoc cref="Make"/>
    public static Option<T?> Optional<T>(string name, string description, T low, T high)
        where T : struct, INumber<T> =>
        new(name) { Description = description, HelpName = "number", CustomParser = result => Parse(result, name, low, high) };

    private static T Parse<T>(ArgumentResult result, string name, T low, T high)
        where T : struct, INumber<T>
    {
        var text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high) return value;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}', but must be a{(low is int ? " whole" : "")} number from {low} to {high}."));
        return low;
    }
}
