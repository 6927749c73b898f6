using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Trials.Populations;

/// <summary>
/// The random numbers of a trial: each is found by the study's seed, the replicate, the patient (counted from the first one screened) and the purpose, so that
/// nothing depends on the number of silos and threads or on the order of work.
/// </summary>
internal static class Streams
{
    /// <summary>The numbers of a replicate.</summary>
    public static CounterNoise Of(ulong seed, long replicate) => new(unchecked(seed * 0xD6E8FEB86659FD93 + (ulong)replicate));

    /// <summary>Patients who only ever serve to fit a prognostic score: the trial never sees them.</summary>
    public static CounterNoise History(ulong seed) => new(unchecked((seed ^ 0x686973746F7279) * 0xD6E8FEB86659FD93));

    public const int Variables = 1, Effects = 2, Arm = 3, BlockSize = 4, BlockOrder = 5, Entry = 6, VisitDay = 7, Dropout = 8, Dose = 9, Outcome = 10, PatientEffect = 11, Survival = 12, Error = 13, Biomarker = 14;
}
