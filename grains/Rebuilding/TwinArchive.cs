using System.Globalization;
using Orleans.Serialization;
using TwinGrid.Erasure;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Grains.Rebuilding;

/// <summary>Twins at rest as they were after each of their nights, so that a look at the past need not begin at the first record. Safe for concurrent use.</summary>
public sealed class TwinArchive(ISnapshotStore snapshots, Serializer<ArchivedTwin> serializer)
{
    private const string Kind = "archived-twin";
    private const int Page = 1000;

    /// <summary>Keeps a twin. One that is kept already, because the log was read again, stays as it is.</summary>
    public async Task Keep(TwinId twin, ArchivedTwin archived)
    {
        try
        {
            await snapshots.Save(Kind, Key(twin, archived.KnownTo), 0, serializer.SerializeToArray(archived), CancellationToken.None);
        }
        catch (PatientErasedException)
        {
            return; // nothing of the twin is kept
        }
        catch (StaleSnapshotException)
        {
            return; // the same records left the same twin
        }
    }

    /// <summary>The newest archived twin that holds no record known after an instant; null when there is none.</summary>
    public async Task<ArchivedTwin?> Newest(TwinId twin, DateTimeOffset knownTo)
    {
        var (last, newest) = (Key(twin, knownTo), null as string);
        IReadOnlyList<string> keys;
        var after = Key(twin, DateTimeOffset.MinValue);
        do
        {
            keys = await snapshots.Keys(Kind, after, Page, CancellationToken.None);
            foreach (var key in keys.TakeWhile(key => string.CompareOrdinal(key, last) <= 0)) newest = key;
            if (keys.Count > 0) after = keys[^1];
        }
        while (keys.Count == Page && string.CompareOrdinal(after, last) <= 0);
        if (newest is null || await snapshots.Load(Kind, newest, CancellationToken.None) is not { } snapshot) return null;
        return serializer.Deserialize(snapshot.State);
    }

    private static string Key(TwinId twin, DateTimeOffset knownTo) => $"{twin.Value}@{knownTo.UtcTicks.ToString("D19", CultureInfo.InvariantCulture)}";
}
