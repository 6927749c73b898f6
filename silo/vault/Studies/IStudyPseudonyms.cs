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

    /// <summary>Whose pseudonym it is, for a finding that its patient must hear of. Whoever asks must be let in, and written down, before.</summary>
    /// <returns>Null where the study gave out no such pseudonym, or its patient was forgotten.</returns>
    /// <exception cref="StudyRefusedException">The study is not registered, or its key was destroyed.</exception>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<TwinId?> Resolve(string study, StudyPseudonym pseudonym, CancellationToken cancel);
}
