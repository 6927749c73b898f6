using System.Globalization;
using Orleans.Serialization;
using Orleans.Storage;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Grains.Saving;

/// <summary>
/// Orleans' grain storage over the group-commit store: the state of a grain is one snapshot, its ETag the version. What an earlier version of the grid left in
/// another storage is read as long as nothing was saved here. Safe for concurrent use.
/// </summary>
/// <param name="older">Where states were kept before; null when there is no such place.</param>
public sealed class RareStateStorage(ISnapshotStore store, Serializer serializer, IGrainStorage? older) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (kind, key) = Place(stateName, grainId);
        if (await store.Load(kind, key, CancellationToken.None) is { } snapshot)
        {
            grainState.ETag = Tag(snapshot.Version);
            grainState.RecordExists = snapshot.State.Length > 0; // a cleared state is empty, and hides what is older
            grainState.State = grainState.RecordExists ? serializer.Deserialize<T>(snapshot.State) : Activator.CreateInstance<T>();
            return;
        }
        if (older is not null) await older.ReadStateAsync(stateName, grainId, grainState);
        grainState.ETag = null;
        grainState.State ??= Activator.CreateInstance<T>();
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Save(stateName, grainId, grainState, serializer.SerializeToArray(grainState.State));
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Save(stateName, grainId, grainState, []);
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    private async Task Save<T>(string stateName, GrainId grainId, IGrainState<T> grainState, byte[] state)
    {
        var (kind, key) = Place(stateName, grainId);
        try
        {
            grainState.ETag = Tag(await store.Save(kind, key, Version(grainState.ETag), state, CancellationToken.None));
        }
        catch (StaleSnapshotException error)
        {
            throw new InconsistentStateException(error.Message, error.Stored is { } stored ? Tag(stored) : "unknown", grainState.ETag ?? "none", error);
        }
    }

    private static (string Kind, string Key) Place(string stateName, GrainId grainId) => ($"{grainId.Type}.{stateName}", grainId.Key.ToString()!);

    private static string Tag(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static long Version(string? tag) => tag is null ? 0 : long.Parse(tag, CultureInfo.InvariantCulture);
}
