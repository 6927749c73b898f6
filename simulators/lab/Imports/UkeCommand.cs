using System.CommandLine;
using TwinGrid.Formats.Claims;
using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Imports;

/// <summary><c>import uke</c>: a file of claims and its three balances.</summary>
internal static class UkeCommand
{
    private const string Explanation =
        """
        The file: レセ電 (UKE), CP932, commas. The report: the three balances (points times count of each receipt, the trailer's count and points), and each receipt's diagnoses, acts, drugs and
        materials with its month. Names and insurance numbers are not in it. Receipts that do not balance are told on standard error.

        Examples:
          twingrid-lab import uke RECEIPTC.UKE --out claims.json
          twingrid-lab import uke RECEIPTC.UKE --to http://127.0.0.1:5080
        """;

    public static Command Make(Workbench bench) => ReportCommand.Make(
        bench, "uke", "Receipt claims of Japan: the three balances, diagnoses, acts, drugs.", Explanation, "The file of claims.", (stream, _) => ClaimReader.Read(stream, _ => null),
        claims =>
        {
            bench.Note($"{claims.BalancedReceipts} of {claims.Receipts.Count} receipts balance; the trailer declares {claims.DeclaredCount} claims and {claims.DeclaredPoints} points, found are {claims.FoundCount} and {claims.FoundPoints}.");
            foreach (var receipt in claims.Receipts.Where(receipt => !receipt.IsBalanced)) bench.Note($"Line {receipt.Line}: the receipt claims {receipt.DeclaredPoints} points, its items come to {receipt.CountedPoints}.");
        });
}
