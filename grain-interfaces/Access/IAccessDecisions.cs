namespace TwinGrid.Access;

/// <summary>Asks the patient's consent. Safe for concurrent use.</summary>
public interface IAccessDecisions
{
    /// <summary>
    /// Decides one request by the consent as it stands. It answers without a call as long as the patient's consent is on lease here, which ends before a change of
    /// the consent is acknowledged: what was withdrawn is refused from the next request on.
    /// </summary>
    /// <exception cref="Exception">The grid did not answer: nothing is permitted.</exception>
    ValueTask<AccessDecision> Decide(AccessRequest request, CancellationToken cancel);
}
