using TwinGrid.Patients;

namespace TwinGrid.Vault.Identities;

/// <summary>
/// Who a twin is outside: identifiers of other systems, and the twin that each belongs to. Gateways ask it directly, grains never. Merging two twins into one is not done
/// here: two histories would have to become one. Safe for concurrent use.
/// </summary>
public interface IIdentityVault
{
    /// <summary>Finds the twin of a patient by his identifiers, or gives out a fresh pseudonym; identifiers that are new are added to it. To repeat it changes nothing.</summary>
    /// <param name="identifiers">One at least.</param>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<IdentityFound> Register(IReadOnlyList<PatientIdentifier> identifiers, CancellationToken cancel);

    /// <summary>The twin that an identifier belongs to; null when nobody's.</summary>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<TwinId?> Resolve(PatientIdentifier identifier, CancellationToken cancel);

    /// <summary>A twin's identifiers, in the order of their systems.</summary>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<IReadOnlyList<HeldIdentifier>> Of(TwinId twin, CancellationToken cancel);

    /// <summary>Adds an identifier to a twin.</summary>
    /// <returns>False when it belongs to another one; true also when it was there.</returns>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<bool> Add(TwinId twin, PatientIdentifier identifier, CancellationToken cancel);

    /// <summary>Takes an identifier from a twin.</summary>
    /// <returns>False when it was not the twin's.</returns>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<bool> Remove(TwinId twin, PatientIdentifier identifier, CancellationToken cancel);

    /// <summary>Keeps what names a patient in words: name, address, contacts, as they were sent. What was kept before is replaced.</summary>
    /// <param name="person">Read by whoever wrote it; the vault only keeps it.</param>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task Keep(TwinId twin, ReadOnlyMemory<byte> person, CancellationToken cancel);

    /// <summary>What was kept of a patient; null where nothing was.</summary>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<byte[]?> Person(TwinId twin, CancellationToken cancel);

    /// <summary>Forgets a patient: his identifiers, what names him in words, and what leads back from his pseudonyms in every study. To repeat it changes nothing.</summary>
    /// <returns>Lines that were deleted.</returns>
    /// <exception cref="VaultException">The vault cannot be used.</exception>
    Task<int> Forget(TwinId twin, CancellationToken cancel);
}

/// <summary>What came of looking a patient up by several identifiers.</summary>
/// <param name="Twin">His twin; null when the identifiers belong to several.</param>
/// <param name="IsNew">True when the pseudonym was given out just now.</param>
/// <param name="Conflicting">Systems whose identifiers belong to different twins; empty when all is well.</param>
public sealed record IdentityFound(TwinId? Twin, bool IsNew, IReadOnlyList<string> Conflicting);
