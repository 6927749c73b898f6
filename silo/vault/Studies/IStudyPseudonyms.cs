using TwinGrid.Patients;

namespace TwinGrid.Vault.Studies;

/// <summary>
/// Pseudonyms of patients within studies: the same for the same patient in the same study, and in another study another that nobody without the keys can tell belongs to
/// him. Safe for concurrent use.
/// </summary>
public interface IStudyPseudonyms
{
    /// <summary>The pseudonym of one patient.</summary>
    /// <exception cref="StudyRefusedException">The study is not registered, or its key was destroyed.</exception>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<StudyPseudonym> Of(string study, TwinId twin, CancellationToken cancel);

    /// <summary>Those of many, in their order.</summary>
    /// <exception cref="StudyRefusedException">The study is not registered, or its key was destroyed.</exception>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<IReadOnlyList<StudyPseudonym>> Of(string study, IReadOnlyList<TwinId> twins, CancellationToken cancel);

    /// <summary>
    /// By how much the times of many are shifted in what leaves under their pseudonyms, in their order: 7 to 182 days and up to a quarter of an hour, either way. The same for the same
    /// patient in the same study, as long as its key lives.
    /// </summary>
    /// <exception cref="StudyRefusedException">The study is not registered, or its key was destroyed.</exception>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<IReadOnlyList<TimeSpan>> Shifts(string study, IReadOnlyList<TwinId> twins, CancellationToken cancel);

    /// <summary>Whose pseudonym it is, for a finding that its patient must hear of. Whoever asks must be let in, and written down, before.</summary>
    /// <returns>Null where the study gave out no such pseudonym, or its patient was forgotten.</returns>
    /// <exception cref="StudyRefusedException">The study is not registered, or its key was destroyed.</exception>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<TwinId?> Resolve(string study, StudyPseudonym pseudonym, CancellationToken cancel);
}
