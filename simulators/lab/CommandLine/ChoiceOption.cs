using System.CommandLine;

namespace TwinGrid.Lab.CommandLine;

/// <summary>An option that is one of a few words.</summary>
public static class ChoiceOption
{
    /// <param name="name">With its dashes.</param>
    /// <param name="description">What is chosen.</param>
    /// <param name="required">Whether it must be given.</param>
    /// <param name="choices">The words.</param>
    public static Option<string?> Make(string name, string description, bool required, params string[] choices) => new(name)
    {
        Description = description, HelpName = string.Join('|', choices), Required = required,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
            if (choices.Contains(text, StringComparer.Ordinal)) return text;
            result.AddError($"{name} is '{text}', but must be {string.Join(", ", choices[..^1])} or {choices[^1]}.");
            return null;
        },
    };
}
