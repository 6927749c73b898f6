using Orleans.Concurrency;
using TwinGrid.Patients;

namespace TwinGrid.Access;

/// <summary>Where the privacy officer is told of every broken glass; one for the grid, key 0.</summary>
[Alias("TwinGrid.IPrivacyDesk")]
public interface IPrivacyDesk : IGrainWithIntegerKey
{
    /// <summary>Tells. Durable when it returns; the same notice again changes nothing.</summary>
    [Alias("Tell")] Task Tell(GlassNotice notice);

    /// <summary>Notices, those not reviewed first, each newest first.</summary>
    [Alias("Notices"), AlwaysInterleave] Task<IReadOnlyList<GlassNotice>> Notices(int limit);

    /// <summary>The patient was erased: their notices go. Durable when it returns; how many there were.</summary>
    [Alias("Erase")] Task<long> Erase(TwinId twin);

    /// <summary>The officer has looked into it. Durable when it returns; null when there is no such notice. The first review stands.</summary>
    [Alias("Review")] Task<GlassNotice?> Review(string id, string by, string finding);
}

/// <summary>A glass was broken, and what the privacy officer found.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.GlassNotice")]
public sealed record GlassNotice([property: Id(0)] TwinId Twin, [property: Id(1)] BrokenGlass Glass)
{
    [Id(2)] public string? ReviewedBy { get; init; }

    [Id(3)] public DateTimeOffset? ReviewedAt { get; init; }

    [Id(4)] public string? Finding { get; init; }
}
