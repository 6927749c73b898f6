namespace TwinGrid.Treatments;

/// <summary>An organ that keeps what is known of a treatment: the liver and the tumour.</summary>
[Alias("TwinGrid.ITreatmentOrgan")]
public interface ITreatmentOrgan : IGrainWithStringKey
{
    /// <summary>What it keeps, by time; what was retracted is left out.</summary>
    [Alias("Entries")] Task<IReadOnlyList<TreatmentEntry>> Entries();
}
