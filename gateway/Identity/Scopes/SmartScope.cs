using System.Diagnostics.CodeAnalysis;

namespace TwinGrid.Gateway.Identity.Scopes;

/// <summary>On whose behalf a scope speaks: a patient's own record, what a user may see, or a program without a user.</summary>
public enum ScopeContext : byte { Patient = 0, User = 1, System = 2 }

/// <summary>What may be done with a kind of resource: create, read, update, delete, search.</summary>
[Flags]
public enum Permissions : byte { None = 0, Create = 1, Read = 2, Update = 4, Delete = 8, Search = 16, All = 31 }

/// <summary>
/// A scope of SMART App Launch 2.2 (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html): <c>patient/Observation.rs</c>. Those of version 1
/// (<c>.read</c>, <c>.write</c>, <c>.*</c>) are read as what they became. Scopes narrowed by a query are not understood, and so grant nothing.
/// </summary>
/// <param name="Resource">Name of a FHIR resource; <c>*</c> for all.</param>
public readonly record struct SmartScope(ScopeContext Context, string Resource, Permissions Permissions)
{
    private const string Letters = "cruds";

    /// <summary>Reads a scope; false for everything else, letters out of their order among them.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SmartScope scope)
    {
        scope = default;
        if (text is null || text.IndexOf('/') is not (> 0 and var slash) || text.IndexOf('.', slash) is not (> 0 and var dot)) return false;
        ScopeContext? context = text[..slash] switch { "patient" => ScopeContext.Patient, "user" => ScopeContext.User, "system" => ScopeContext.System, _ => null };
        var resource = text[(slash + 1)..dot];
        var permissions = Permitted(text.AsSpan(dot + 1));
        if (context is null || permissions == Permissions.None || !IsResource(resource)) return false;
        scope = new SmartScope(context.Value, resource, permissions);
        return true;
    }

    /// <summary>Whether it grants something on a kind of resource.</summary>
    public bool Grants(string resource, Permissions wanted) => (Permissions & wanted) == wanted && (Resource == "*" || Resource == resource);

    /// <summary>The scope as version 2 writes it.</summary>
    public override string ToString()
    {
        var permissions = Permissions;
        return $"{Context.ToString().ToLowerInvariant()}/{Resource}.{string.Concat(Letters.Where((_, place) => ((int)permissions & (1 << place)) != 0))}";
    }

    private static Permissions Permitted(ReadOnlySpan<char> text)
    {
        if (text is "read") return Permissions.Read | Permissions.Search;
        if (text is "write") return Permissions.Create | Permissions.Update | Permissions.Delete;
        if (text is "*") return Permissions.All;
        var (permitted, after) = (Permissions.None, -1);
        foreach (var letter in text)
        {
            var place = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (place <= after) return Permissions.None; // unknown, repeated, or out of order
            (permitted, after) = (permitted | (Permissions)(1 << place), place);
        }
        return permitted;
    }

    private static bool IsResource(string text) => text == "*" || (text.Length is > 0 and <= 64 && char.IsAsciiLetterUpper(text[0]) && text.All(char.IsAsciiLetter));
}
