using System.CommandLine;
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
        var option = Optional(name, description, low, high);
        option.Required = standard is null;
        if (standard is { } value) option.DefaultValueFactory = _ => value;
        return option;
    }

    private static Option<T> Optional<T>(string name, string description, T low, T high)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = "number",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high) return value;
                result.AddError($"{name} is '{text}', but must be a{(T.IsInteger(low) && typeof(T) == typeof(int) ? " whole" : "")} number from {low} to {high}.");
                return low;
            },
        };
}
