namespace TwinGrid.Formats.Claims;

/// <summary>A file of claims (レセ電), with the sums by which it proves to be whole.</summary>
/// <param name="ClaimedIn">The first day of the month in which it is claimed.</param>
/// <param name="Receipts">In the file's order.</param>
/// <param name="DeclaredCount">Claims that the trailer declares.</param>
/// <param name="DeclaredPoints">Points that the trailer declares.</param>
/// <param name="NotRead">Kinds of records that are not read, with how many there were.</param>
public sealed record ClaimFile(DateOnly ClaimedIn, IReadOnlyList<Receipt> Receipts, long DeclaredCount, long DeclaredPoints, IReadOnlyDictionary<string, int> NotRead)
{
    /// <summary>Receipts of which the items come to what is claimed.</summary>
    public int BalancedReceipts => Receipts.Count(receipt => receipt.IsBalanced);

    /// <summary>Claims that were found: one for each insurer and public fund.</summary>
    public long FoundCount => Receipts.Sum(receipt => receipt.DeclaredClaims);

    /// <summary>Points that were found.</summary>
    public long FoundPoints => Receipts.Sum(receipt => receipt.DeclaredPoints);

    /// <summary>Whether all three balances hold: each receipt's, the count, the points.</summary>
    public bool IsBalanced => BalancedReceipts == Receipts.Count && FoundCount == DeclaredCount && FoundPoints == DeclaredPoints;
}
