namespace TwinGrid.Trials.Reports;

/// <summary>What a report tells of a trial beside its numbers.</summary>
public sealed record TrialStory
{
    /// <summary>One line.</summary>
    public required string Title { get; init; }

    /// <summary>Short name.</summary>
    public required string Id { get; init; }

    /// <summary>Whose random numbers.</summary>
    public required ulong Seed { get; init; }

    /// <summary>SHA-256 of the protocol, in hexadecimal digits.</summary>
    public required string ProtocolHash { get; init; }

    /// <summary>When the report was written.</summary>
    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>The program with its version.</summary>
    public required string Program { get; init; }

    /// <summary>By which models patients were followed.</summary>
    public IReadOnlyList<ModelUsed> Models { get; init; } = [];

    /// <summary>By arm, what its patients were given.</summary>
    public IReadOnlyList<string> Arms { get; init; } = [];

    /// <summary>How the trial was carried out: population, criteria, randomisation, visits, dropout.</summary>
    public IReadOnlyList<MethodsParagraph> Methods { get; init; } = [];

    /// <summary>What was taken for granted.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];
}

/// <summary>A model that patients were followed by.</summary>
/// <param name="Source">What it is and where it was published.</param>
public sealed record ModelUsed(string Source);

/// <summary>A paragraph of the methods.</summary>
public sealed record MethodsParagraph(string Heading, string Text);
