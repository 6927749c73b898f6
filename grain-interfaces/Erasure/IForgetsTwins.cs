using TwinGrid.Patients;

namespace TwinGrid.Erasure;

/// <summary>
/// Something in a gateway that holds what was a patient's: the issuer's people and devices, the identity vault. It is told of every erasure, and at every start of all that
/// ever were, so that none is missed; forgetting again changes nothing.
/// </summary>
public interface IForgetsTwins
{
    /// <summary>What it holds, in a word or two, for the answer to whoever erased: <c>sign-ins</c>.</summary>
    string What { get; }

    /// <summary>Forgets all that is a patient's. Durable when it returns.</summary>
    /// <returns>How much there was.</returns>
    Task<long> Forget(TwinId twin, CancellationToken cancel);
}
