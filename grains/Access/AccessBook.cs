using Orleans.Serialization;
using TwinGrid.Access;
using TwinGrid.Erasure;
using TwinGrid.Grains.Saving;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Grains.Access;

/// <summary>A row for each hour and kind of access, written through the group commit, so that who looks all day costs a row an hour and not one a look.</summary>
[GrainType("access-book")]
public sealed class AccessBook(ISnapshotStore store, Serializer<AccessRow> serializer, SavedRowSets rows) : Grain, IAccessBook
{
    /// <summary>Rows kept at hand: those of the last hours, which are counted up.</summary>
    private const int AtHand = 64;

    private readonly Dictionary<string, (AccessRow? Row, long Version)> _rows = new(StringComparer.Ordinal);

    private string Kind => $"access/{this.GetPrimaryKeyString()}";

    public async Task Note(IReadOnlyList<AccessNote> notes)
    {
        if (rows.Erased.Contains(this.GetPrimaryKeyString()))
        {
            DeactivateOnIdle(); // the trail has it; the patient's own list is gone with the patient
            return;
        }
        if (_rows.Count > AtHand) _rows.Clear();
        try
        {
            foreach (var some in notes.GroupBy(note => note.RowKey, StringComparer.Ordinal)) await Note(some.Key, some);
        }
        catch (PatientErasedException)
        {
            DeactivateOnIdle();
        }
        catch (StaleSnapshotException)
        {
            DeactivateOnIdle(); // another activation wrote; whoever noted tries again there
            throw;
        }
        catch
        {
            _rows.Clear(); // what is stored is read anew
            throw;
        }
    }

    public async Task<AccessPage> Read(string? after, int limit)
    {
        var page = await store.Page(Kind, after ?? "", limit, CancellationToken.None);
        return new AccessPage([.. page.Select(RowOf)], page.Count == limit ? page[^1].Key : null);
    }

    private AccessRow RowOf(Snapshot stored) => serializer.Deserialize(stored.State) ?? throw new InvalidDataException($"The row {stored.Kind}/{stored.Key} holds nothing.");

    private async Task Note(string key, IEnumerable<AccessNote> notes)
    {
        if (!_rows.TryGetValue(key, out var held))
        {
            var stored = await store.Load(Kind, key, CancellationToken.None);
            held = stored is null ? (null, 0) : (RowOf(stored), stored.Version);
        }
        var row = Counted(held.Row, notes);
        if (ReferenceEquals(row, held.Row)) return;
        var version = await store.Save(Kind, key, held.Version, serializer.SerializeToArray(row), CancellationToken.None);
        _rows[key] = (row, version);
    }

    /// <summary>A row with some notes counted in, or the row itself when it has them all.</summary>
    private static AccessRow Counted(AccessRow? row, IEnumerable<AccessNote> notes)
    {
        var marks = row is null ? new Dictionary<string, long>(StringComparer.Ordinal) : new Dictionary<string, long>(row.Marks, StringComparer.Ordinal);
        var counted = row;
        foreach (var note in notes)
        {
            var (times, lastAt, lastIndex) = note.Repeats is { } all ? (all.Times, all.LastAt, all.LastIndex) : (1, note.At, note.Index);
            if (marks.TryGetValue(note.Shard, out var last) && lastIndex <= last) continue;
            marks[note.Shard] = lastIndex;
            counted = counted is null
                ? new AccessRow(note with { Repeats = null }, lastAt, times, note.Models) { Marks = marks }
                : counted with
                {
                    LastAt = lastAt > counted.LastAt ? lastAt : counted.LastAt,
                    Times = counted.Times + times,
                    Models = note.Models.All(counted.Models.Contains) ? counted.Models : [.. counted.Models.Union(note.Models, StringComparer.Ordinal)],
                    Marks = marks,
                };
        }
        return counted!;
    }
}
