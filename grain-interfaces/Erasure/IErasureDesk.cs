using Orleans.Concurrency;
using TwinGrid.Patients;

namespace TwinGrid.Erasure;

/// <summary>
/// Erases patients; one for the grid, key 0. What it began it finishes, whatever dies meanwhile, and what it finished it holds to: should a restored backup bring a key or
/// a patient back, it erases them again.
/// </summary>
[Alias("TwinGrid.IErasureDesk")]
public interface IErasureDesk : IGrainWithIntegerKey
{
    /// <summary>
    /// Erases a twin everywhere: the key first, after which nothing stored of it can be read and nothing more be written, then what is stored. Null when there is no such twin,
    /// or no more. What takes longer than some seconds goes on by itself; to ask again is harmless.
    /// </summary>
    [Alias("Erase")] Task<ErasureReport?> Erase(TwinId twin, ErasureGround ground);

    /// <summary>Erasures, those that are not finished first, each newest first.</summary>
    [Alias("Reports"), AlwaysInterleave] Task<IReadOnlyList<ErasureReport>> Reports(int limit);

    /// <summary>Goes on with what is not finished, and looks whether what is finished still holds. How many are not finished.</summary>
    [Alias("KeepAlive")] Task<int> KeepAlive();
}

/// <summary>Why a patient is erased: the grounds of Article 17(1) GDPR. A code and no text, for a text would have to be erased too.</summary>
public enum ErasureGround : byte
{
    /// <summary>The data are no longer needed (a).</summary>
    NoLongerNeeded = 1,

    /// <summary>The patient withdrew the consent on which they were kept (b).</summary>
    ConsentWithdrawn = 2,

    /// <summary>The patient objects (c).</summary>
    Objection = 3,

    /// <summary>They were kept unlawfully (d).</summary>
    Unlawful = 4,

    /// <summary>A law demands it (e).</summary>
    LegalObligation = 5,

    /// <summary>They were collected from a child for a service of the information society (f).</summary>
    Child = 6,

    /// <summary>A restored backup had brought an erased patient back.</summary>
    RestoredFromBackup = 100,
}

/// <summary>An erasure. It is kept for good, and of the patient holds the pseudonym only.</summary>
/// <param name="DoneAt">When everything was gone; null while it goes on.</param>
/// <param name="Removed">What was removed, by place.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.ErasureReport")]
public sealed record ErasureReport(
    [property: Id(0)] TwinId Twin,
    [property: Id(1)] ErasureGround Ground,
    [property: Id(2)] DateTimeOffset BegunAt,
    [property: Id(3)] DateTimeOffset? DoneAt,
    [property: Id(4)] IReadOnlyDictionary<string, long> Removed)
{
    /// <summary>When it was looked once more, after every process had heard, whether something had still been written meanwhile; null before.</summary>
    [Id(5)] public DateTimeOffset? SweptAt { get; init; }
}
