using System.Text.Json;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Api.Studies;

/// <summary>A study as it is sent.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Status">approved, active or completed.</param>
/// <param name="Start">First day on which it may look at data.</param>
/// <param name="End">The last one.</param>
public sealed record StudyBody(string Title, string Status, DateOnly Start, DateOnly End)
{
    private const int LongestTitle = 200;

    private static readonly DateOnly First = new(2000, 1, 1), Last = new(2199, 12, 31);

    internal static readonly IReadOnlyList<(string Word, StudyStatus Meaning)> Statuses = [("approved", StudyStatus.Approved), ("active", StudyStatus.Active), ("completed", StudyStatus.Completed)];

    /// <summary>Reads a plan and says all that is wrong with it.</summary>
    internal static Reading<StudyPlan> Read(string id, JsonElement body)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(body, "", errors, "title", "status", "start", "end");
        var (title, status) = (fields.Text("title", LongestTitle), fields.Choice("status", Statuses));
        var (start, end) = (fields.Day("start", First, Last), fields.Day("end", First, Last));
        if (end < start) fields.Wrong("end", "is before start");
        return errors.Any ? errors.ToProblem() : new StudyPlan(id, title!, status!.Value, start!.Value, end!.Value);
    }
}

/// <summary>A registered study.</summary>
/// <param name="Status">approved, active or completed.</param>
/// <param name="RegisteredBy">Subject of whoever registered it.</param>
/// <param name="KeyId">Tells the keys of studies apart; it opens nothing.</param>
/// <param name="KeyDestroyedAt">Since when its pseudonyms lead nowhere; null while its key holds.</param>
public sealed record StudyView(string Id, string Title, string Status, DateOnly Start, DateOnly End, DateTimeOffset RegisteredAt, string RegisteredBy, string KeyId, DateTimeOffset? KeyDestroyedAt)
{
    internal static StudyView Of(Study study) => new(
        study.Id, study.Title, StudyBody.Statuses.First(pair => pair.Meaning == study.Status).Word, study.FirstDay, study.LastDay, study.RegisteredAt, study.RegisteredBy, study.KeyId, study.KeyDestroyedAt);
}

/// <summary>All studies.</summary>
public sealed record StudiesView(IReadOnlyList<StudyView> Studies);

/// <param name="Pseudonym">As the study writes it; small letters, spaces and hyphens do not matter.</param>
/// <param name="Reason">Why its patient must be found, 1 to 500 characters. It stands in the audit trail for good: write no name into it.</param>
public sealed record ResolvePseudonymBody(string Pseudonym, string Reason);

/// <summary>The twin that a pseudonym stands for.</summary>
public sealed record ResolvedPseudonymView(string TwinId);
