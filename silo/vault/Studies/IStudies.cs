namespace TwinGrid.Vault.Studies;

/// <summary>The register of studies. Safe for concurrent use.</summary>
public interface IStudies
{
    /// <summary>Registers a study with a fresh key, or changes title, status and days of one that is there.</summary>
    /// <returns>The study as it stands, and whether it is new.</returns>
    /// <exception cref="StudyRefusedException">Its key was destroyed: it stays as it is.</exception>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<(Study Study, bool IsNew)> Put(StudyPlan plan, string by, CancellationToken cancel);

    /// <summary>The study; null when none of that id is registered.</summary>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<Study?> Find(string id, CancellationToken cancel);

    /// <summary>All of them, in the order of their ids.</summary>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<IReadOnlyList<Study>> All(CancellationToken cancel);

    /// <summary>
    /// Destroys the study's key and its list of pseudonyms: for good, none of them leads to a patient any more. The study is completed with it. To repeat it changes nothing.
    /// </summary>
    /// <returns>The study; null when none of that id is registered.</returns>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<Study?> DestroyKey(string id, CancellationToken cancel);
}

/// <summary>A study that is not registered, or whose key was destroyed; the message says which.</summary>
public sealed class StudyRefusedException : Exception
{
    public StudyRefusedException() { }
    public StudyRefusedException(string message) : base(message) { }
    public StudyRefusedException(string message, Exception inner) : base(message, inner) { }
}
