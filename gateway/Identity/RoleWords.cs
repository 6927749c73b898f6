using TwinGrid.Access;

namespace TwinGrid.Gateway.Identity;

/// <summary>Roles as they stand in tokens and on the command line.</summary>
internal static class RoleWords
{
    private static readonly (string Word, Role Role)[] Words =
    [
        ("patient", Role.Patient), ("clinician", Role.Clinician), ("researcher", Role.Researcher), ("device", Role.Device),
        ("operator", Role.Operator), ("privacy-officer", Role.PrivacyOfficer),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Words.Select(pair => pair.Word)];

    /// <summary>The role; null for other words. The developer is no role that a token can carry.</summary>
    public static Role? Read(string word)
    {
        foreach (var (known, role) in Words)
            if (known == word) return role;
        return null;
    }

    public static string Of(Role role) => Words.First(pair => pair.Role == role).Word;
}
