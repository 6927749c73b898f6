namespace TwinGrid.Gateway.Api.Admission;

/// <summary>How much a gateway takes at once, section <c>TwinGrid:Admission</c>. What goes beyond is answered 429, so that what is taken stays quick.</summary>
public sealed record AdmissionOptions
{
    public const string Section = "TwinGrid:Admission";

    /// <summary>Requests at work at once, 1 to 100000.</summary>
    public int Requests { get; init; } = 512;

    /// <summary>Requests that may wait for their turn, 0 to 100000.</summary>
    public int Waiting { get; init; } = 512;

    /// <summary>Requests at work at once for twins that may sleep, 1 to 100000; twice as many may wait. Keep three times this below <see cref="Requests"/>: the rest is for twins that are awake.</summary>
    public int Waking { get; init; } = 128;

    /// <summary>Vitals streams open at once, 1 to 10000.</summary>
    public int Streams { get; init; } = 64;

    /// <summary>Readers of events at once, 1 to 100000.</summary>
    public int Watchers { get; init; } = 512;

    /// <summary>Requests a second that one credential, or one address without a credential, may send on the average, 1 to 1000000; bursts of ten times as many are taken. Without identities nobody is rationed.</summary>
    public int PerCredential { get; init; } = 100;

    /// <summary>Patients that one credential may look up or register by identifiers in a second on the average, 1 to 1000000; bursts of ten times as many are taken. Without identities nobody is rationed.</summary>
    public int Lookups { get; init; } = 10;

    /// <summary>How far twins may be behind the vitals log before their packets are refused, seconds, 1 to 86400: what is taken later would be judged too late.</summary>
    public int LagSeconds { get; init; } = 30;

    /// <summary>What is wrong, in a sentence that names the setting; null when nothing is.</summary>
    internal string? Fault() =>
        Outside(nameof(Requests), Requests, 1, 100_000) ?? Outside(nameof(Waiting), Waiting, 0, 100_000)
        ?? Outside(nameof(Waking), Waking, 1, 100_000) ?? Outside(nameof(Streams), Streams, 1, 10_000) ?? Outside(nameof(Watchers), Watchers, 1, 100_000)
        ?? Outside(nameof(PerCredential), PerCredential, 1, 1_000_000)
        ?? Outside(nameof(Lookups), Lookups, 1, 1_000_000)
        ?? Outside(nameof(LagSeconds), LagSeconds, 1, 86_400);

    private static string? Outside(string name, int value, int low, int high) =>
        value >= low && value <= high ? null : $"{Section}:{name} is {value}, but must be from {low} to {high}.";
}
