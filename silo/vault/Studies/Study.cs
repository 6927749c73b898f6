using TwinGrid.Patients;

namespace TwinGrid.Vault.Studies;

/// <summary>A study that researchers work for: their tokens name it, consents permit it, and its patients have pseudonyms of its own.</summary>
/// <param name="Id">As tokens and consents name it.</param>
/// <param name="FirstDay">First day on which it may look at data.</param>
/// <param name="LastDay">The last one.</param>
/// <param name="RegisteredBy">Subject of whoever registered it.</param>
public sealed record Study(string Id, string Title, StudyStatus Status, DateOnly FirstDay, DateOnly LastDay, DateTimeOffset RegisteredAt, string RegisteredBy)
{
    /// <summary>Id of the study's own key, which makes its pseudonyms; it tells keys apart and opens nothing.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>When its key was destroyed, so that its pseudonyms lead nowhere; null while it holds.</summary>
    public DateTimeOffset? KeyDestroyedAt { get; init; }

    /// <summary>Whether it may look at data on a day.</summary>
    public bool IsOpen(DateOnly day) => Status == StudyStatus.Active && FirstDay <= day && day <= LastDay && KeyDestroyedAt is null;

    /// <summary>The form of a study's id, which is that of twins' ids.</summary>
    public static bool IsId(string? text) => TwinId.TryParse(text, out _);
}

/// <summary>What is planned for a study.</summary>
public sealed record StudyPlan(string Id, string Title, StudyStatus Status, DateOnly FirstDay, DateOnly LastDay);

/// <summary>How far a study is (words of FHIR's research-study-status).</summary>
public enum StudyStatus
{
    /// <summary>Agreed to, and not begun.</summary>
    Approved = 1,
    Active = 2,

    /// <summary>Ended: nothing is looked at any more; its pseudonyms still lead to patients until its key is destroyed.</summary>
    Completed = 3,
}
