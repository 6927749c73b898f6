using System.Collections.Frozen;
using TwinGrid.Access;

namespace TwinGrid.Audit.Events;

/// <summary>What a patient's book says of an access: the same that <see cref="AuditEventReader"/> reads back from what was written of it.</summary>
internal static class AccessNotes
{
    private static readonly FrozenDictionary<Purpose, string> Purposes = Enum.GetValues<Purpose>().ToFrozenDictionary(purpose => purpose, Kept);

    public static (IReadOnlyList<string> Twins, AccessNote Note) Of(AccessEntry entry, string shard, long index, DateTimeOffset at) => (
        [.. entry.Twins.Select(twin => twin.Value)],
        new AccessNote(
            shard, index, at.ToUniversalTime(), entry.Caller.Subject, BalpCodes.Roles.GetValueOrDefault(entry.Caller.Role) ?? "", entry.Caller.ClientId.Length > 0 ? entry.Caller.ClientId : "unknown",
            Purposes.GetValueOrDefault(entry.Purpose) ?? Kept(default), entry.Route, [.. BalpCodes.Kinds.Where(kind => entry.Data.HasFlag(kind.Kind)).Select(kind => kind.Word)],
            entry.Decision.Permitted && entry.Succeeded, BalpCodes.Grounds.GetValueOrDefault(entry.Decision.Ground) ?? "unknown",
            entry.Decision.ConsentId is { } consent ? $"{consent} {entry.Decision.ConsentVersion}" : null, entry.ModelVersions));

    /// <summary>The word of a purpose as far as an event keeps it: what has no code is read back as the first of all.</summary>
    private static string Kept(Purpose purpose) => BalpCodes.Word(BalpCodes.Purposes.FirstOrDefault(pair => pair.Purpose == purpose).Purpose);
}
