using Orleans.Concurrency;
using TwinGrid.Patients;

namespace TwinGrid.Studies;

/// <summary>
/// Twins whose consent speaks of a study; its key is the study, or <see cref="AnyStudy"/> for those that permit research without naming one. It tells where to look, and
/// permits nothing: each patient's consent is asked at the moment his data is read.
/// </summary>
[Alias("TwinGrid.IStudyRoster")]
public interface IStudyRoster : IGrainWithStringKey
{
    /// <summary>No study can have this name.</summary>
    public const string AnyStudy = "*";

    /// <summary>Twins in the order of the store, after one of them; null for the first.</summary>
    [Alias("Page"), AlwaysInterleave] Task<IReadOnlyList<TwinId>> Page(TwinId? after, int limit);

    /// <summary>A consent begins or ceases to speak of the study. Durable when it returns; to repeat it is harmless.</summary>
    [Alias("Set")] Task Set(TwinId twin, bool isSpokenOf);
}
