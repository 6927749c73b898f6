using System.Collections.Concurrent;
using System.Collections.Frozen;
using TwinGrid.Access;

namespace TwinGrid.Audit.Events;

/// <summary>What a patient's book says of an access: the same that <see cref="AuditEventReader"/> reads back from what was written of it.</summary>
internal static class AccessNotes
{
    private static readonly FrozenDictionary<Purpose, string> Purposes = Enum.GetValues<Purpose>().ToFrozenDictionary(purpose => purpose, Kept);

    /// <summary>By the kinds of data, of which the routes name a few sets.</summary>
    private static readonly ConcurrentDictionary<DataClass, IReadOnlyList<string>> Words = new();

    public static (IReadOnlyList<string> Twins, AccessNote Note) Of(AccessEntry entry, string shard, long index, DateTimeOffset at) => (
        [.. entry.Twins.Select(twin => twin.Value)],
        new AccessNote(
            shard, index, at.ToUniversalTime(), entry.Caller.Subject, BalpCodes.Roles.GetValueOrDefault(entry.Caller.Role) ?? "", entry.Caller.ClientId.Length > 0 ? entry.Caller.ClientId : "unknown",
            Purposes.GetValueOrDefault(entry.Purpose) ?? Kept(default), entry.Route, Words.GetOrAdd(entry.Data, WordsOf),
            entry.Decision.Permitted && entry.Succeeded, BalpCodes.Grounds.GetValueOrDefault(entry.Decision.Ground) ?? "unknown",
            entry.Decision.ConsentId is { } consent ? $"{consent} {entry.Decision.ConsentVersion}" : null, entry.ModelVersions));

    private static string[] WordsOf(DataClass data) => [.. BalpCodes.Kinds.Where(kind => data.HasFlag(kind.Kind)).Select(kind => kind.Word)];

    /// <summary>The word of a purpose as far as an event keeps it: what has no code is read back as the first of all.</summary>
    private static string Kept(Purpose purpose) => BalpCodes.Word(BalpCodes.Purposes.FirstOrDefault(pair => pair.Purpose == purpose).Purpose);
}
