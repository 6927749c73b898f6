using TwinGrid.Access;

namespace TwinGrid.TrialRuns;

/// <summary>Somebody wants a trial to be run.</summary>
/// <param name="Id">The trial's name: what was ordered under it before is not run again.</param>
/// <param name="Protocol">YAML or JSON, as it was sent.</param>
/// <param name="Study">The study it belongs to; null where nobody's patients take part.</param>
/// <param name="By">Who orders it; in his name each patient's consent is asked.</param>
/// <param name="RequestId">The request it came with; stands in the audit trail.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TrialOrder")]
public sealed record TrialOrder(
    [property: Id(0)] string Id, [property: Id(1)] string Protocol, [property: Id(2)] string? Study, [property: Id(3)] Caller By, [property: Id(4)] string RequestId);

/// <summary>What became of an order.</summary>
/// <param name="Taken">The trial, which runs from now on; null where it was not taken.</param>
/// <param name="Faults">What is wrong with the protocol.</param>
/// <param name="IsTooMany">As many trials run as may at once.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TrialOrderAnswer")]
public sealed record TrialOrderAnswer([property: Id(0)] TrialStanding? Taken, [property: Id(1)] IReadOnlyList<TrialFault> Faults, [property: Id(2)] bool IsTooMany);
