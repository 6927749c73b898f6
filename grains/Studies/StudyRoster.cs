using TwinGrid.Patients;
using TwinGrid.Storage.Snapshots;
using TwinGrid.Studies;

namespace TwinGrid.Grains.Studies;

/// <summary>A row for each twin, written through the group commit and read page by page; the grain itself holds nothing.</summary>
[GrainType("study-roster")]
public sealed class StudyRoster(ISnapshotStore store) : Grain, IStudyRoster
{
    /// <summary>Rows are made once and taken away once, and so never reach a second version.</summary>
    private const long TheOnlyVersion = 1;

    private string Kind => $"study-roster/{this.GetPrimaryKeyString()}";

    public async Task<IReadOnlyList<TwinId>> Page(TwinId? after, int limit) => [.. (await store.Keys(Kind, after?.Value ?? "", limit, CancellationToken.None)).Select(TwinId.Parse)];

    public async Task Set(TwinId twin, bool isSpokenOf)
    {
        var stands = await store.Load(Kind, twin.Value, CancellationToken.None) is not null;
        if (stands == isSpokenOf) return;
        if (isSpokenOf) await store.Save(Kind, twin.Value, 0, new byte[] { 1 }, CancellationToken.None);
        else await store.Remove(Kind, twin.Value, TheOnlyVersion, CancellationToken.None);
    }
}
