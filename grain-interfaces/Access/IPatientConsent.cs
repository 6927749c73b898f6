using Orleans.Concurrency;

namespace TwinGrid.Access;

/// <summary>The consent of one patient; its key is the twin's id. It decides about data, and knows none.</summary>
[Alias("TwinGrid.IPatientConsent")]
public interface IPatientConsent : IGrainWithStringKey
{
    /// <summary>
    /// What decides now, to be used without asking for <see cref="LeaseTime"/> from the moment before it was asked for. A change answers only when every lease on what
    /// stood before has ended.
    /// </summary>
    [Alias("Lease"), AlwaysInterleave] Task<ConsentSheet> Lease();

    /// <summary>Decides one request, for those who hold no lease.</summary>
    [Alias("Decide"), AlwaysInterleave] Task<AccessDecision> Decide(AccessRequest request);

    /// <summary>A version that was filed; the newest with null. Null when there is none, or no more.</summary>
    [Alias("Filed"), AlwaysInterleave] Task<Consent?> Filed(int? version);

    /// <summary>Files the next version. Durable and in force everywhere when it returns.</summary>
    /// <param name="isActive">False withdraws.</param>
    /// <param name="replaces">The version it replaces, 0 for none; null for whichever stands.</param>
    /// <returns>The version that stands now: another than asked for when <paramref name="replaces"/> was not the newest.</returns>
    [Alias("File")] Task<FiledConsent> File(bool isActive, IReadOnlyList<Provision> provisions, string by, int? replaces);

    /// <summary>A team begins or ceases to care for the patient. Durable and in force everywhere when it returns; the teams as they are then.</summary>
    [Alias("SetTeam")] Task<IReadOnlyList<string>> SetTeam(string team, bool cares);

    /// <summary>Tells the rosters of the patient's teams that they care for him. Durable when it returns; to repeat it is harmless.</summary>
    [Alias("TellTeams")] Task TellTeams();

    /// <summary>Gives someone access for an hour, tells the privacy officer, and remembers it. Durable and in force everywhere when it returns.</summary>
    [Alias("BreakGlass")] Task<BrokenGlass> BreakGlass(string by, string reason);

    /// <summary>When the glass was broken, newest first: the last hundred times.</summary>
    [Alias("Glasses"), AlwaysInterleave] Task<IReadOnlyList<BrokenGlass>> Glasses();

    /// <summary>
    /// The patient is erased: the care teams are told, and consent, teams and broken glasses are held no more; what is stored of them is the storage's to remove. A lease may
    /// still say for its second what there is nothing left to be said of. How many there were.
    /// </summary>
    [Alias("Erase")] Task<long> Erase();

    /// <summary>How long a lease holds.</summary>
    static TimeSpan LeaseTime { get; } = TimeSpan.FromSeconds(1);
}

/// <summary>What became of a filing.</summary>
/// <param name="Taken">False: another version had been filed in between, and stands.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.FiledConsent")]
public readonly record struct FiledConsent([property: Id(0)] bool Taken, [property: Id(1)] Consent? Standing);
