using Orleans.Concurrency;

namespace TwinGrid.Studies;

/// <summary>
/// What one study has spent of its privacy budget; its key is the study. An amount is spent before its question is looked into: whatever happens afterwards, it stays spent.
/// </summary>
[Alias("TwinGrid.IStudyLedger")]
public interface IStudyLedger : IGrainWithStringKey
{
    /// <summary>Spends, or refuses where less is left. Durable when it returns; to repeat it spends again.</summary>
    [Alias("Spend")] Task<LedgerStanding> Spend(LedgerAsk ask);

    [Alias("Standing"), AlwaysInterleave] Task<LedgerStanding> Standing();
}

/// <summary>Somebody asks a question.</summary>
/// <param name="Millionths">ε × 1,000,000.</param>
/// <param name="By">Who, as the issuer names him.</param>
/// <param name="Question">The question in one line, without anybody's data.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.LedgerAsk")]
public sealed record LedgerAsk([property: Id(0)] long Millionths, [property: Id(1)] string By, [property: Id(2)] string Question);

/// <summary>How the ledger stands.</summary>
/// <param name="Granted">False: what was asked for is more than what is left, and nothing was spent.</param>
/// <param name="BudgetMillionths">All that the study may ever spend.</param>
/// <param name="SpentMillionths">What it has spent.</param>
/// <param name="Questions">How many questions that was.</param>
/// <param name="Newest">The newest of them, newest first.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.LedgerStanding")]
public sealed record LedgerStanding(
    [property: Id(0)] bool Granted,
    [property: Id(1)] long BudgetMillionths,
    [property: Id(2)] long SpentMillionths,
    [property: Id(3)] long Questions,
    [property: Id(4)] IReadOnlyList<LedgerEntry> Newest);

/// <summary>What was spent for one question.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.LedgerEntry")]
public sealed record LedgerEntry([property: Id(0)] DateTimeOffset At, [property: Id(1)] long Millionths, [property: Id(2)] string By, [property: Id(3)] string Question);
