using TwinGrid.Access;

namespace TwinGrid.Grains.Access;

/// <summary>What is stored of one patient's consent. Never changed in place: each change makes another.</summary>
[GenerateSerializer, Alias("TwinGrid.ConsentState")]
public sealed record ConsentState
{
    /// <summary>How long a broken glass gives access.</summary>
    public static readonly TimeSpan GlassStaysOpen = TimeSpan.FromHours(1);

    /// <summary>Versions and glasses kept; the audit trail knows all of them.</summary>
    private const int Kept = 100;

    /// <summary>Oldest first.</summary>
    [Id(0)] public IReadOnlyList<Consent> Versions { get; init; } = [];

    [Id(1)] public IReadOnlyList<string> CareTeams { get; init; } = [];

    /// <summary>Oldest first.</summary>
    [Id(2)] public IReadOnlyList<BrokenGlass> Glasses { get; init; } = [];

    public Consent? Newest => Versions is [.., var newest] ? newest : null;

    public ConsentState Filed(Consent next) => this with { Versions = [.. Versions.TakeLast(Kept - 1), next] };

    public ConsentState Cared(string team, bool cares) => this with
    {
        CareTeams = cares ? [.. CareTeams.Append(team).Order(StringComparer.Ordinal)] : [.. CareTeams.Where(other => !string.Equals(other, team, StringComparison.Ordinal))],
    };

    public ConsentState Broken(BrokenGlass glass) => this with { Glasses = [.. Glasses.TakeLast(Kept - 1), glass] };
}
