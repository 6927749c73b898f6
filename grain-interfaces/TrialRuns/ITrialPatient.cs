using TwinGrid.Access;

namespace TwinGrid.TrialRuns;

/// <summary>A twin as trials see it: it is asked to take part, and its row stays where it is.</summary>
[Alias("TwinGrid.ITrialPatient")]
public interface ITrialPatient : IGrainWithStringKey
{
    /// <summary>
    /// Asks the patient's consent, and where it permits simulates the patient's arm from what the twin knows and adds it to the sums of its silo. To repeat it adds nothing. A twin that is on another
    /// silo than the one where its shard is gathered adds nothing and moves there.
    /// </summary>
    [Alias("TakePart")] Task<TakenPart> TakePart(TrialVisit visit);
}

/// <summary>A shard of a trial is gathered.</summary>
/// <param name="Silo">Where.</param>
/// <param name="By">In whose name consent is asked.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TrialVisit")]
public sealed record TrialVisit([property: Id(0)] string Trial, [property: Id(1)] int Shard, [property: Id(2)] string Silo, [property: Id(3)] Caller By);

/// <summary>What a twin did; nothing of its data.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.TakenPart")]
public readonly record struct TakenPart([property: Id(0)] Participation How, [property: Id(1)] AccessDecision Decision);

/// <summary>Whether a twin took part.</summary>
public enum Participation : byte
{
    /// <summary>It was screened, and where it met the criteria followed.</summary>
    TookPart = 0,

    /// <summary>It is none of the cohort, or something the protocol reads is not known of it.</summary>
    NotSuited = 1,

    /// <summary>The patient's consent does not permit it now.</summary>
    Refused = 2,

    /// <summary>It is on another silo, and moves.</summary>
    Elsewhere = 3,

    /// <summary>There is no such patient, or no more.</summary>
    Unknown = 4,
}
