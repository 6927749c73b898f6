namespace TwinGrid.Formats.Claims;

/// <summary>A receipt: what one institution claims for one person in one month. It names nobody.</summary>
/// <param name="Number">In the file.</param>
/// <param name="Line">Of the file, from 1, where it begins.</param>
/// <param name="Kind">Four digits: table, insurance, in or out of hospital.</param>
/// <param name="Month">The first day of the month of care.</param>
/// <param name="Person">What the reader of identities said of whom it is about; null where it said nothing.</param>
/// <param name="Diagnoses">In the file's order.</param>
/// <param name="Items">Acts, drugs and materials, in the file's order.</param>
/// <param name="DeclaredPoints">What the receipt claims: of its insurer, or without one of its public fund.</param>
/// <param name="DeclaredClaims">Insurers and public funds it is claimed from.</param>
public sealed record Receipt(
    int Number, long Line, string Kind, DateOnly Month, string? Person, IReadOnlyList<ClaimDiagnosis> Diagnoses, IReadOnlyList<ClaimItem> Items, long DeclaredPoints, int DeclaredClaims)
{
    /// <summary>Points times count, over all items.</summary>
    public long CountedPoints => Items.Sum(item => (long)(item.Points ?? 0) * item.Times);

    /// <summary>Whether what is claimed is what the items come to.</summary>
    public bool IsBalanced => CountedPoints == DeclaredPoints;
}

/// <summary>A diagnosis on a receipt.</summary>
/// <param name="Code">Seven digits of the claims' master of diseases; 0000999 has no code.</param>
/// <param name="Text">In words, where it has no code.</param>
/// <param name="Modifiers">Four digits each.</param>
/// <param name="Since">When treatment began.</param>
/// <param name="Outcome">How it stands at the month's end.</param>
/// <param name="IsMain">Whether it is the main one.</param>
public sealed record ClaimDiagnosis(string Code, string? Text, IReadOnlyList<string> Modifiers, DateOnly? Since, ClaimOutcome Outcome, bool IsMain)
{
    private const string Suspicion = "8002";

    /// <summary>Whether it is only suspected: the patient need not have it.</summary>
    public bool IsSuspected => Modifiers.Contains(Suspicion, StringComparer.Ordinal) || Text?.EndsWith("の疑い", StringComparison.Ordinal) == true;
}

/// <summary>How a diagnosis stands. Numbers as in the file.</summary>
public enum ClaimOutcome : byte
{
    Unknown = 0,
    GoesOn = 1,
    Cured = 2,
    Died = 3,

    /// <summary>Or moved to another institution.</summary>
    Stopped = 4,
}

/// <summary>What was done, given or used.</summary>
/// <param name="Kind">Act, drug or material.</param>
/// <param name="Category">Two digits: consultation 11, 12; medicine swallowed 21, at need 22, on the skin 23; injections 31 to 33; surgery 50; tests 60; …</param>
/// <param name="Code">Nine digits of its master.</param>
/// <param name="Quantity">Null where none is given.</param>
/// <param name="Points">Of the whole group, on its last item; null on the others.</param>
/// <param name="Times">How often.</param>
/// <param name="Days">Days of the month, where they are given.</param>
public sealed record ClaimItem(ClaimItemKind Kind, string Category, string Code, decimal? Quantity, int? Points, int Times, IReadOnlyList<int> Days);

/// <summary>Kinds of items.</summary>
public enum ClaimItemKind : byte
{
    Act = 0,
    Drug = 1,
    Material = 2,
}
