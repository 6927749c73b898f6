using TwinGrid.Access;

namespace TwinGrid.Gateway.Api.Consents;

/// <summary>The words of consents and accesses as the API writes them.</summary>
internal static class ConsentWords
{
    public static readonly IReadOnlyList<(string Word, Purpose Meaning)> Purposes =
    [
        ("care", Purpose.Care), ("own-use", Purpose.OwnUse), ("research", Purpose.Research), ("public-health", Purpose.PublicHealth), ("emergency", Purpose.Emergency),
        ("operations", Purpose.Operations),
    ];

    public static readonly IReadOnlyList<(string Word, DataClass Meaning)> DataClasses =
    [
        ("profile", DataClass.Profile), ("vitals", DataClass.Vitals), ("forecasts", DataClass.Forecasts), ("alerts", DataClass.Alerts), ("medication", DataClass.Medication),
        ("genome", DataClass.Genome), ("consent", DataClass.Consent), ("accesses", DataClass.Accesses), ("care-teams", DataClass.CareTeams), ("identity", DataClass.Identity),
    ];

    public static readonly IReadOnlyList<(string Word, ActorKind Meaning)> ActorKinds =
        [("person", ActorKind.Person), ("care-team", ActorKind.CareTeam), ("study", ActorKind.Study), ("client", ActorKind.Client)];

    public static string Of(Purpose purpose) => Purposes.First(word => word.Meaning == purpose).Word;

    public static string Of(ActorKind kind) => ActorKinds.First(word => word.Meaning == kind).Word;

    public static IReadOnlyList<string> Of(DataClass data) => [.. DataClasses.Where(word => data.HasFlag(word.Meaning)).Select(word => word.Word)];
}
