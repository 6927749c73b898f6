using System.Buffers.Binary;
using TwinGrid.Access;
using TwinGrid.Patients;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Grains.Access;

/// <summary>A row for each twin, with the moment until which it is open, written through the group commit; the grain itself holds nothing. What has ended is taken away when something is added.</summary>
[GrainType("opened-twins")]
public sealed class OpenedTwins(ISnapshotStore store, TimeProvider time) : Grain, IOpenedTwins
{
    private const int Most = 1000;

    private string Kind => $"opened-twins/{this.GetPrimaryKeyString()}";

    public async Task<IReadOnlyList<TwinId>> Twins() => [.. (await Rows()).Where(IsOpen).Select(row => TwinId.Parse(row.Key))];

    public async Task Add(TwinId twin, DateTimeOffset until)
    {
        foreach (var row in await Rows())
            if (!IsOpen(row) && row.Key != twin.Value) await store.Remove(Kind, row.Key, row.Version, CancellationToken.None);
        var stored = await store.Load(Kind, twin.Value, CancellationToken.None);
        if (stored is not null && Until(stored) >= until) return;
        var state = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(state, until.UtcTicks);
        await store.Save(Kind, twin.Value, stored?.Version ?? 0, state, CancellationToken.None);
    }

    private Task<IReadOnlyList<Snapshot>> Rows() => store.Page(Kind, "", Most, CancellationToken.None);

    private bool IsOpen(Snapshot row) => time.GetUtcNow() < Until(row);

    private static DateTimeOffset Until(Snapshot row) => new(BinaryPrimitives.ReadInt64LittleEndian(row.State), TimeSpan.Zero);
}
